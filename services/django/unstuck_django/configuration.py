"""The settings that a service has from its environment. They have the app's names."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .store.iron import SealRing
from .store.sessions import Sessions
from .store.url import BadRedisUrl, RedisTarget, parse_redis_url

_RINGS = {"SESSION_SEAL_KEYS": 32, "SESSION_PEPPERS": 43, "SESSION_ENVELOPE_KEYS": 43}


@dataclass(frozen=True, slots=True)
class Configuration:
    node_name: str
    #: The origin of the app, as browsers use it.
    site_url: str
    redis: RedisTarget
    seal_keys: tuple[str, ...] = field(repr=False)
    peppers: tuple[str, ...] = field(repr=False)
    envelope_keys: tuple[str, ...] = field(repr=False)
    idle_seconds: float

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https:")

    @property
    def host(self) -> str:
        return urlsplit(self.site_url).hostname or ""


def from_environment(environment: Mapping[str, str] = os.environ) -> Configuration:
    """
    Raises ImproperlyConfigured, which names every setting that is missing or wrong, and shows no
    value.
    """
    problems: list[str] = []
    given = {name: value.strip() for name, value in environment.items()}
    rings = {
        name: _ring(name, given.get(name, ""), least, problems) for name, least in _RINGS.items()
    }
    site_url = given.get("SITE_URL") or "http://localhost:8080"
    if not re.fullmatch(r"https?://[^/?#@\s]+", site_url):
        problems.append(
            "SITE_URL must be the address that browsers use, such as http://localhost:8080."
        )
    idle = given.get("SESSION_IDLE_SECONDS") or "1800"
    if not re.fullmatch(r"\d+(\.\d+)?", idle) or float(idle) <= 0:
        problems.append("SESSION_IDLE_SECONDS must be a number of seconds above 0.")
    target = None
    try:
        if given.get("REDIS_URL"):
            target = parse_redis_url(given["REDIS_URL"])
        else:
            problems.append(
                "REDIS_URL is missing. Set redis://, rediss:// or redis+sentinel://host:port,…/name."
            )
    except BadRedisUrl as error:
        problems.append(str(error))
    if problems or target is None:
        raise ImproperlyConfigured(
            "The service can't start:\n" + "\n".join(f"  - {one}" for one in problems)
        )
    return Configuration(
        node_name=given.get("NODE_NAME") or "django",
        site_url=site_url,
        redis=target,
        seal_keys=rings["SESSION_SEAL_KEYS"],
        peppers=rings["SESSION_PEPPERS"],
        envelope_keys=rings["SESSION_ENVELOPE_KEYS"],
        idle_seconds=float(idle),
    )


def _ring(name: str, text: str, least: int, problems: list[str]) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",")) if text else ()
    if not keys:
        problems.append(
            f"{name} is missing. It must be the app's: `npm start` generates it into .env."
        )
    elif any(len(key) < least or key[0] in "\"'`" for key in keys):
        problems.append(
            f"{name} needs keys of at least {least} characters, separated by commas, not in quotes."
        )
    return keys


def configuration() -> Configuration:
    """The value of UNSTUCK in the project's settings."""
    from django.conf import settings

    found = getattr(settings, "UNSTUCK", None)
    if isinstance(found, Configuration):
        return found
    raise ImproperlyConfigured(
        "Set UNSTUCK = from_environment() in the project's settings (unstuck_django.configuration)."
    )


@cache
def sessions() -> Sessions:
    """
    This process's store. It opens its first connection at the first question, and so does each
    worker by itself.
    """
    of = configuration()
    return Sessions(of.redis, of.peppers, of.envelope_keys, of.idle_seconds, label=of.node_name)


@cache
def seals() -> SealRing:
    return SealRing(configuration().seal_keys)
