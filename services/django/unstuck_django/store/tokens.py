"""
The token that the browser's cookie holds, and the value that Redis keeps in its place
(lib/session/token.ts, verifiers.ts).
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest as hmac

from .key_ring import KeyRing

_SHAPE = re.compile(
    r"(?:([a-z0-9-]{1,16})\.)?([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})"
)


@dataclass(frozen=True, slots=True)
class Token:
    tag: str
    #: Stays the same through rotations; may be shown and logged.
    id: str
    #: The secret is never shown, so this object's text doesn't contain it either.
    secret: bytes = field(repr=False)
    region: str | None = None


def parse_token(text: str) -> Token | None:
    """None for text that doesn't have a token's form, which therefore costs no round trip."""
    match = _SHAPE.fullmatch(text)
    if not match:
        return None
    region, tag, session_id, secret = match.groups()
    return Token(tag, session_id, urlsafe_b64decode(secret + "="), region)


class Verifiers:
    """
    Makes the values that may stand for a token in a record: an HMAC of the secret alone, or of the
    whole token, under each pepper.
    """

    def __init__(self, peppers: Sequence[str]):
        self._rings = list(
            zip(KeyRing(peppers, "pepper").all, KeyRing(peppers, "bound pepper").all, strict=True)
        )

    def of(self, token: Token) -> list[bytes]:
        """
        The verifiers in the order in which the scripts are asked with them: two for each pepper.
        """
        name = f"{token.tag}.{token.id}.".encode()
        return [
            key.id + hmac(key.key, message, sha256)[:16]
            for unbound, bound in self._rings
            for key, message in ((unbound, token.secret), (bound, name + token.secret))
        ]
