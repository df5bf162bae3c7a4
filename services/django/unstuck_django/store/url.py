"""
Reads a REDIS_URL as the store in TypeScript does (lib/session/redis/url.ts), except for that of a
Cluster.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

_SHAPE = re.compile(
    r"(?P<scheme>rediss?)(?:\+(?P<kind>sentinel|cluster))?://(?:(?P<user>[^:@/?]*)(?::(?P<password>[^@/?]*))?@)?"
    r"(?P<hosts>[^/?]+)(?:/(?P<path>[^?]*))?(?:\?(?P<query>.*))?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?")
_PARAMETERS = {
    "standalone": {"replicas"},
    "sentinel": {"replicas", "sentinel-user", "sentinel-password"},
}

Address = tuple[str, int]


class BadRedisUrl(ValueError):
    """Shows no piece of the URL, since a wrong one may be a password."""

    def __init__(self, reason: str):
        super().__init__(
            f"REDIS_URL: {reason}. Write redis://user:password@host:6379/0 or redis+sentinel://"
            "user:password@host:26379,host:26379/name?sentinel-user=…&sentinel-password=…; rediss… "
            "for TLS, ?replicas=… for how many must have it. Percent-encode special characters in "
            "passwords."
        )


@dataclass(frozen=True, slots=True)
class RedisTarget:
    #: The address of the one server, or those of the Sentinels.
    addresses: tuple[Address, ...]
    #: The Sentinels' name for the primary; None if there are no Sentinels.
    primary_name: str | None
    #: The least number of replicas that must have a write before it is acknowledged.
    replicas: int
    tls: bool = False
    db: int = 0
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sentinel_user: str | None = None
    sentinel_password: str | None = field(default=None, repr=False)


def parse_redis_url(url: str) -> RedisTarget:
    """
    Raises BadRedisUrl, also for an unknown parameter: a misspelled one would change what a write
    means.
    """
    text = url.strip()
    if re.search(r"[\s\"'#]", text):
        raise BadRedisUrl("it has a space, a line end, a quote or a # in it")
    match = _SHAPE.fullmatch(text)
    if not match:
        raise BadRedisUrl(
            "it must begin with redis://, rediss:// or redis+sentinel://, with a host after it"
        )
    kind = (match["kind"] or "standalone").lower()
    if kind == "cluster":
        raise BadRedisUrl("this service can't use a Cluster")
    path = match["path"] or ""
    if "@" in match["hosts"] + path + (match["query"] or ""):
        raise BadRedisUrl("a user or password has an @, / or ? in it that is not percent-encoded")
    given = _parameters(match["query"], _PARAMETERS[kind])
    is_sentinel = kind == "sentinel"
    addresses = tuple(
        _address(one, 26379 if is_sentinel else 6379) for one in match["hosts"].split(",")
    )
    if not is_sentinel and len(addresses) > 1:
        raise BadRedisUrl("several hosts need redis+sentinel://")
    if is_sentinel and not re.fullmatch(r"[\w.-]+", unquote(path)):
        raise BadRedisUrl("the name that the Sentinels give the primary is missing after the hosts")
    return RedisTarget(
        addresses=addresses,
        primary_name=unquote(path) if is_sentinel else None,
        replicas=_number("replicas", given.get("replicas") or ("1" if is_sentinel else "0")),
        tls=match["scheme"].lower() == "rediss",
        db=0 if is_sentinel else _number("the database", path.rstrip("/") or "0"),
        user=unquote(match["user"] or "") or None,
        password=unquote(match["password"] or "") or None,
        sentinel_user=given.get("sentinel-user"),
        sentinel_password=given.get("sentinel-password"),
    )


def _address(text: str, otherwise: int) -> Address:
    match = _ADDRESS.fullmatch(text)
    port = int(match[3] or otherwise) if match else 0
    if not match or not 1 <= port <= 65_535:
        raise BadRedisUrl("a host is not host:port, with an IPv6 address in brackets")
    return match[1] or match[2], port


def _parameters(query: str | None, known: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in query.split("&") if query is not None else []:
        name, _, value = pair.partition("=")
        if name not in known:
            raise BadRedisUrl(
                f"of the parameters after the ?, only {', '.join(sorted(known))} are known here"
            )
        if name in found or not value:
            raise BadRedisUrl(f'the parameter "{name}" is there twice, or empty')
        found[name] = unquote(value)
    return found


def _number(what: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text):
        raise BadRedisUrl(f"{what} is not a whole number")
    return int(text)
