"""Every address of the platform but the live stream's (doors/live/urls.py)."""

from django.conf.urls.i18n import urlpatterns as language
from django.urls import include, path

from xinqiao.doors.desks.views import home
from xinqiao.doors.openapi.api import api
from xinqiao.project.metrics.page import metrics

urlpatterns = [
    path("", home, name="home"),
    path("", include("xinqiao.doors.desks.urls")),
    path("", include("xinqiao.people.urls")),
    path("", include("xinqiao.intake.urls")),
    path("", include("xinqiao.dispatch.urls")),
    path("", include("xinqiao.handling.urls")),
    path("", include("xinqiao.callback.urls")),
    path("", include("xinqiao.assessment.urls")),
    path("", include("xinqiao.doors.office.urls")),
    path("", include("xinqiao.cities.urls")),
    path("", include("xinqiao.doors.portal.urls")),
    path("api/v1/", api.urls),
    path("i18n/", include(language)),
    path("metrics", metrics, name="metrics"),
]

handler400 = "xinqiao.project.errors.bad_request"
handler403 = "xinqiao.project.errors.forbidden"
handler404 = "xinqiao.project.errors.not_found"
handler500 = "xinqiao.project.errors.failed"
