"""A worker that says so when it holds a row, and then stays in the middle of the reaction until it is killed."""

import os
import sys
import time

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "xinqiao.project.settings"
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from xinqiao.outbox.loop import run_one  # noqa: E402 - models need the set-up
from xinqiao.people.models import Audit  # noqa: E402


def hang(row: object) -> None:
    Audit.objects.create(what="half", subject="case:1")
    sys.stdout.write("holding\n")
    sys.stdout.flush()
    time.sleep(600)


run_one({"note": (hang,)})
