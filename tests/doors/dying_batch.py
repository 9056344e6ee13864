"""A worker that says so when it has made the move on the third row and not yet kept it, and stays there until it is killed."""

import os
import sys
import time
from typing import Any

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "xinqiao.project.settings"
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from xinqiao.doors.desks import batching  # noqa: E402 - models need the set-up

tried, rows = batching._tried, []


def hang(batch: Any, row: Any) -> Any:
    rows.append(row)
    outcome = tried(batch, row)
    if len(rows) == 3:
        sys.stdout.write("holding\n")
        sys.stdout.flush()
        time.sleep(600)
    return outcome


batching._tried = hang
batching.run(int(sys.argv[2]))
