"""
The demo's settings. Everything that it shares with the app comes from the app's environment
variables.
"""

import os
from hashlib import sha256
from pathlib import Path

from unstuck_django.configuration import from_environment

UNSTUCK = from_environment()
UNSTUCK_PART = "django"

SESSION_ENGINE = "unstuck_django.sessions"
AUTHENTICATION_BACKENDS = ["unstuck_django.backend.LoginBackend"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "unstuck_django.middleware.SameOriginMiddleware",
    "unstuck_django.middleware.LoginMiddleware",
    "unstuck_django.middleware.UserMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "demo"]
# The app's page. It comes back to the page that the person wanted.
LOGIN_URL = "/login"

# Every replica signs with the same key, so there is no further secret to set.
SECRET_KEY, *SECRET_KEY_FALLBACKS = (
    sha256(f"django secret key {key}".encode()).hexdigest() for key in UNSTUCK.seal_keys
)
ALLOWED_HOSTS = [UNSTUCK.host]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

ROOT_URLCONF = "demo.urls"
WSGI_APPLICATION = "demo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
    }
]

# Django's own data about users and groups. Replicas need a database that they share, such as
# PostgreSQL.
_FOLDER = Path(os.environ.get("DJANGO_STATE_DIR") or Path(__file__).parents[3] / ".unstuck/django")
_FOLDER.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _FOLDER / "db.sqlite3",
        # Two workers may meet a person for the first time at once.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
