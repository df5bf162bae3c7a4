"""The names of everything that the store keeps or says in Redis (lib/session/keys.ts)."""

from base64 import urlsafe_b64encode
from hashlib import sha256


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def tag_of(user: str) -> str:
    """
    The tag ties a user's keys to one Cluster slot. It is 96 bits of SHA-256 over the user's id.
    """
    return base64url(sha256(f"unstuck user {user}".encode()).digest()[:12])


class Keys:
    def __init__(self, prefix: str = "unstuck"):
        self.channel = f"{prefix}:revoked"
        self.closing = f"{prefix}:{{0}}:closing"
        self._stem = f"{prefix}:{{"

    def index(self, tag: str) -> str:
        """The sorted set of a user's sessions, which decides alone which of them live."""
        return f"{self._stem}{tag}}}:u"

    def record(self, tag: str, session_id: str) -> str:
        return f"{self._stem}{tag}}}:s:{session_id}"

    def of_session(self, tag: str, session_id: str) -> list[str]:
        """The keys that a script about one session gets."""
        return [self.index(tag), self.record(tag, session_id)]

    def done(self, tag: str, session_id: str, nonce: bytes) -> str:
        """
        The mark that one write of a session was done. It stays for the seconds in which the write
        may be sent again.
        """
        return f"{self.record(tag, session_id)}:done:{base64url(nonce)}"
