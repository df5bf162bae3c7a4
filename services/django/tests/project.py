"""
A Django project of the tests' own. It has a database in memory and a Redis that lives as long.
"""

import atexit

import django
from django.conf import settings

from unstuck_django.configuration import from_environment

from .server import KEY, RedisServer

server = RedisServer()
atexit.register(server.stop)
_KEYS = dict.fromkeys(("SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"), KEY)
settings.configure(
    UNSTUCK=from_environment({"REDIS_URL": server.url, **_KEYS}),
    SESSION_ENGINE="unstuck_django.sessions",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
