"""Settings of the live process: the platform's, with the stream's addresses and the middleware it needs."""

from xinqiao.project.settings import *  # noqa: F403 - a settings module extends another

ROOT_URLCONF = "xinqiao.doors.live.urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
