"""A refresh that says so when it has counted a week and not yet kept it, and stays there until it is killed."""

import os
import sys
import time
from typing import Any

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "xinqiao.project.settings"
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from django.utils import timezone  # noqa: E402 - models need the set-up

from xinqiao.assessment import rollup  # noqa: E402

keep = rollup.keep


def hang(counted: Any) -> None:
    keep(counted)
    sys.stdout.write("counting\n")
    sys.stdout.flush()
    time.sleep(600)


rollup.keep = hang
rollup.refresh(now=timezone.now())
