"""The meaning of an error of Redis, or of the connection to it (lib/session/redis/refusals.ts)."""

import re

from redis import exceptions

from .errors import RedisMisconfigured, RedisUnavailable, UnknownFormat

#: Errors that a script raises itself, and Redis's errors about one key. Another node would say the
#: same, and so would a later try.
_ABOUT_ONE_KEY = re.compile(r"(UNKNOWNLAYOUT\b|user_script:\d|(WRONGTYPE|INVALIDOBJ)\b)")

_FORBIDDEN = (
    "Redis's ACL forbids the app's user this command or key. Compare the user's line in "
    "lib/session/config/users.acl with the prefix of the keys."
)
_PASSWORD = "Redis refused the user or password. Check both in REDIS_URL."
_UNKNOWN_COMMAND = (
    "Redis doesn't know a command that the service uses. The oldest version that works is 7.0; a "
    "proxy in between, or `rename-command`, may hide commands too."
)
_CLUSTER = "REDIS_URL leads to a node of a Cluster, which this service can't use."
_FULL = "Redis is full and may evict nothing. Raise `maxmemory`, or evict by `volatile-lru`."
_DATABASE = (
    "Redis lacks the database that REDIS_URL names. Raise `databases`, or leave the number out."
)

#: Faults of the set-up, which fail at once. redis-py takes the words NOPERM, WRONGPASS, OOM and ERR
#: out of a message.
_SETUP_KINDS = (
    (exceptions.OutOfMemoryError, _FULL),
    (exceptions.NoPermissionError, _FORBIDDEN),
    (exceptions.AuthenticationError, _PASSWORD),
)
_SETUP_WORDS = (
    (r"OOM\b", _FULL),
    (r"(NOPERM\b|The user executing the script can't|ACL failure in script)", _FORBIDDEN),
    (r"(NOAUTH\b|WRONGPASS\b|DENIED\b|AUTH <password> called without)", _PASSWORD),
    (
        r"(NOPROTO\b|unknown (sub)?command|Unknown (Redis )?command called|Error compiling script)",
        _UNKNOWN_COMMAND,
    ),
    (r"(MOVED|CROSSSLOT)\b|This instance has cluster support disabled", _CLUSTER),
    (r"(DB index is out of range|invalid DB index)", _DATABASE),
)


def understood(error: Exception) -> Exception:
    """
    The error for the caller: RedisMisconfigured, RedisUnavailable for a fault that may pass, or the
    error about one session alone.
    """
    text = str(error).removeprefix("ERR ")
    if isinstance(error, exceptions.ResponseError) and _ABOUT_ONE_KEY.match(text):
        return UnknownFormat("a record layout") if text.startswith("UNKNOWNLAYOUT") else error
    hint = next((hint for kind, hint in _SETUP_KINDS if isinstance(error, kind)), None)
    if hint is None and isinstance(error, exceptions.ResponseError):
        hint = next((hint for words, hint in _SETUP_WORDS if re.match(words, text)), None)
    if hint is not None:
        return RedisMisconfigured(hint)
    if isinstance(error, exceptions.ResponseError):
        word = re.match(r"[A-Z]+\b", text)
        return RedisUnavailable(
            f"Redis refuses what it is asked ({word[0] if word else 'ERR'}) at the moment."
        )
    return RedisUnavailable("Redis can't be reached. Check REDIS_URL and that Redis runs.")


def is_passing(error: Exception) -> bool:
    """Whether the same call may succeed in a moment, for an error from `understood`."""
    return isinstance(error, RedisUnavailable) and not isinstance(error, RedisMisconfigured)
