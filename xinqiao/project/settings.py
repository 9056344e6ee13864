"""Settings of a platform. What differs between installations comes from the environment (docs/operate.md)."""

import os
from pathlib import Path

from xinqiao.project import places

PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = places.data_dir()

DEMO = os.environ.get("XINQIAO_DEMO") == "1"
DEBUG = os.environ.get("XINQIAO_DEBUG") == "1"
SECRET_KEY = places.secret("django")
ANCHOR_KEY = places.secret("anchor")  # seals each day of the ledger; losing it loses the proof, not the data
ANCHOR_FILE = DATA_DIR / "keys" / "anchors"  # what was sealed, outside the database and in every backup
ALLOWED_HOSTS = os.environ.get("XINQIAO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("XINQIAO_ORIGINS", "").split(",") if origin]
HTTPS = os.environ.get("XINQIAO_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "procrastinate.contrib.django",
    "xinqiao.vault",
    "xinqiao.people",
    "xinqiao.files",
    "xinqiao.outbox",
    "xinqiao.catalogue",
    "xinqiao.deadlines",
    "xinqiao.telephony",
    "xinqiao.knowledge",
    "xinqiao.cases",
    "xinqiao.advice",
    "xinqiao.intake",
    "xinqiao.dispatch",
    "xinqiao.handling",
    "xinqiao.callback",
    "xinqiao.supervision",
    "xinqiao.assessment",
    "xinqiao.workforce",
    "xinqiao.doors.desks",
    "xinqiao.doors.live",
    "xinqiao.doors.office",
    "xinqiao.doors.openapi",
    "xinqiao.doors.portal",
    "xinqiao.simulator",
    "xinqiao.cities",
    "xinqiao.project",
]

MIDDLEWARE = [
    "xinqiao.project.requests.accounted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xinqiao.project.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xinqiao.people.sessions.renewed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xinqiao.doors.openapi.problems.methods_in_words",
]

ROOT_URLCONF = "xinqiao.project.urls"
WSGI_APPLICATION = "xinqiao.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "xinqiao.project.shell.context",
            ]
        },
    }
]

FORM_RENDERER = "xinqiao.project.shell.Renderer"

DATABASES = places.databases()
DATABASE_ROUTERS = ["xinqiao.assessment.standby.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"xinqiao.people.validators.{rule}"} for rule in ("Length", "Kinds", "NotTheName", "NotAgain")
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "project" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
BUILT = Path(__file__).parent / "static" / "built"  # what bin/assets made
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"
EXPORT_ROOT = DATA_DIR / "exports"
CLAMD = os.environ.get("XINQIAO_CLAMD", "")  # a virus scanner's socket (path or host:port) that every upload passes

SESSION_ENGINE = "xinqiao.people.sessions"  # rows with their owner; they end by the city's idle limit
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

# Where browsers find the live stream: empty behind the shipped proxy (same origin), a second port in the demo.
LIVE_ORIGIN = os.environ.get("XINQIAO_LIVE_ORIGIN", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *([LIVE_ORIGIN] if LIVE_ORIGIN else [])],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# The table verb -> functions that the outbox runs after a move (DESIGN: reactions are found by a setting).
REACTIONS = "xinqiao.project.reactions.REACTIONS"

KEYRING = DATA_DIR / "keys" / "keyring.json"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "xinqiao.project.logs.Line"},
        "plain": {"()": "xinqiao.project.logs.Plain"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": os.environ.get("XINQIAO_LOG_FORM", "json")},
    },
    "loggers": {
        # Django's own handlers would write addresses with what stands in them, and mail local variables.
        "django": {"level": "INFO"},
        "django.server": {"level": "INFO"},
        "django.request": {"level": "ERROR"},  # what was refused stands in the request's own line
        "procrastinate": {"level": "WARNING"},
        "_granian": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("XINQIAO_LOG", "INFO")},
}

# Who may read /metrics: who shows this token; without one, programs on this machine.
METRICS_TOKEN = os.environ.get("XINQIAO_METRICS_TOKEN", "")
