"""Django's settings, made from the environment (`environment.py`) and nothing else."""

import logging
import secrets
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from jobs.made_once import made_once

from . import environment

django_stubs_ext.monkeypatch()  # lets admin classes say which model they are for
ENVIRONMENT = environment.read()
BASE_DIR = Path(__file__).resolve().parent.parent

# Each platform is an app with the same shape; a further one needs its folder and its name here.
PLATFORMS = ["youtube", "instagram"]

# --- What a person may set -------------------------------------------------------------------------
DATA_DIR = ENVIRONMENT.data_dir
SECRET_KEY = ENVIRONMENT.secret_key or made_once(DATA_DIR / "secret_key", lambda: secrets.token_urlsafe(48))
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
HOST = ENVIRONMENT.host
PORT = ENVIRONMENT.port
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
WORKERS = ENVIRONMENT.workers
CONNECTIONS_PER_DOWNLOAD = ENVIRONMENT.connections_per_download
MAX_REQUESTS_PER_MINUTE = ENVIRONMENT.max_requests_per_minute
FILE_RETENTION_MINUTES = ENVIRONMENT.file_retention_minutes
MAX_FILE_SIZE = ENVIRONMENT.max_file_size
MIN_FREE_SPACE = ENVIRONMENT.min_free_space
OUTBOUND_PROXY = ENVIRONMENT.outbound_proxy
OUTBOUND_CA_BUNDLE = ENVIRONMENT.outbound_ca_bundle
ADMIN_PASSWORD = ENVIRONMENT.admin_password

# --- Django ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
    "csp",
    "jobs",
    *PLATFORMS,
]

MIDDLEWARE = [
    "jobs.answers.FinishedJobMiddleware",
    "jobs.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "jobs.middleware.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "jobs.middleware.TrailingSlashMiddleware",
    "jobs.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "downloader_project.urls"
WSGI_APPLICATION = "downloader_project.wsgi.application"
APPEND_SLASH = False  # each route answers with and without one; a redirect would lose a POST's body
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_X_FORWARDED_HOST = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "db.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "timeout": 20,
        # Writers queue up for the lock at BEGIN: a read that turns into a write can no longer fail half way.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=NORMAL;"
            "PRAGMA busy_timeout=20000;"
            # 256 KiB a connection instead of 2 MB: a web process has one for each of its threads.
            "PRAGMA cache_size=-256;"
        ),
    },
}
# What a server that no longer says a word may cost: less than runners wait for it (jobs/runner.py).
POSTGRES_OPTIONS = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds for what was sent, and then
    "keepalives_idle": 5,  # seconds for what is silent anyway
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
DATABASES = {"default": ENVIRONMENT.database or SQLITE}
if ENVIRONMENT.database:
    ENVIRONMENT.database["OPTIONS"] = POSTGRES_OPTIONS | ENVIRONMENT.database.get("OPTIONS", {})
# Only the web turns this on (see jobs/supervisor.py): a pool's threads do not survive a worker's fork.
DATABASE_POOL = {"min_size": 2, "max_size": 20}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "counters": {
        "BACKEND": "jobs.counters.DatabaseCounterCache",
        "LOCATION": "jobs_counter",
    },
    "extractions": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "extractions",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "pictures",
        "OPTIONS": {"MAX_ENTRIES": 300},  # of 1 MB at most (jobs/pictures.py)
    },
    "answers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "answers"},
    "queue": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "queue"},
}

# --- Languages -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fa", _("Persian"))]
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # nothing to collect before a first start

# --- The queue (docs/decisions/ tells why these) ---------------------------------------------------
Q_CLUSTER = {
    "name": "downloads",
    "orm": "default",
    # One more than there are downloads at a time, so that scheduled tasks never wait for a download.
    "workers": WORKERS + 1,
    # A worker forks its downloads, and must have no other thread then: the result queue starts one.
    "recycle": 1,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.05,
    "guard_cycle": 0.2,
    "timeout": 86_400,
    "retry": 90_000,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 50,
    "daemonize_workers": True,
    "cache": "queue",
    "label": _("Task queue"),
    "log_level": "WARNING",
}

# --- The API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    # Nobody signs in to the API, so no website can act with a visitor's session.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["jobs.validation.ObjectParser"],
    "DEFAULT_SCHEMA_CLASS": "jobs.schema.AutoSchema",
    "EXCEPTION_HANDLER": "jobs.problems.exception_handler",
    # TIME_ZONE is UTC, so the Z is true; microseconds also where they are zero.
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "YouTube & Instagram Downloader API",
    "VERSION": "2.0.0",
    "DESCRIPTION": _(
        "Download videos, playlists, posts and stories, and ask what is known of them.\n\n"
        "**Important:** This tool is for personal, educational use only. Downloading copyrighted content may "
        "violate YouTube's and Instagram's terms of service and copyright laws in your jurisdiction. Use it "
        "responsibly, and only for content that you have the right to download."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ErrorCodeEnum": "jobs.schema.ERROR_CODES",
        "JobStatusEnum": "jobs.models.State.choices",
        "MediaKindEnum": "instagram.metadata_serializers.MEDIA_KINDS",
        "PostKindEnum": "instagram.metadata_serializers.POST_KINDS",
        # Fields of one name, but with other words on each platform.
        "QualityEnum": "youtube.serializers.QUALITIES",
        "AudioFormatEnum": "youtube.serializers.AUDIO_FORMATS",
        "TypeEnum": "youtube.serializers.TYPES",
        "InstagramTypeEnum": "instagram.serializers.BATCH_TYPES",
        "InstagramQualityEnum": "instagram.serializers.QUALITIES",
        "InstagramAudioFormatEnum": "instagram.serializers.AUDIO_FORMATS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "jobs.schema.add_table_of_codes",
    ],
    # Everything comes from this server, so the pages work offline.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "displayRequestDuration": True, "validatorUrl": None},
}

RATELIMIT_USE_CACHE = "counters"
RATELIMIT_IP_META_KEY = "jobs.throttling.client_address"
# django-ratelimit knows only caches of other products; ours counts exactly (jobs/counters.py, with its test).
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]

# --- Security --------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # of trusted proxies: TrustedProxyMiddleware
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What no page of ours asks a browser for. Pages do paste, copy, share and play in full screen.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jobs.problems.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "script-src": [SELF, NONCE],
    }
}

# --- Logs ------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": logging.DEBUG if DEBUG else logging.INFO},
    "loggers": {
        "django-q": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
    },
}
