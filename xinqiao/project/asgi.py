"""The live stream, for an ASGI server: one small process with its own, shorter settings."""

import os

from django.core.asgi import get_asgi_application

from xinqiao.project.ending import end_without_ceremony

os.environ["DJANGO_SETTINGS_MODULE"] = "xinqiao.project.settings_live"
application = get_asgi_application()
end_without_ceremony()
