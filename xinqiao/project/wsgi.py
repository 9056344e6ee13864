"""Pages and API, for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from xinqiao.project.ending import end_without_ceremony

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.project.settings")
application = get_wsgi_application()
end_without_ceremony()
