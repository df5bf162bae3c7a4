"""
Rings of secrets. The first secret makes new values, and every one is accepted
(lib/session/key-ring.ts).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32


@dataclass(frozen=True, slots=True)
class RingKey:
    #: Two bytes that name the key in everything that it made.
    id: bytes
    key: bytes


class KeyRing:
    def __init__(self, secrets: Sequence[str], purpose: str):
        """
        `purpose` keeps keys for different uses apart (HKDF). Raises ValueError for an empty ring or
        a short secret.
        """
        if not secrets:
            raise ValueError(f"The ring of {purpose} keys is empty: set at least one.")
        if any(len(secret.encode()) < SHORTEST for secret in secrets):
            raise ValueError(f"A {purpose} key has fewer than {SHORTEST} characters.")
        self.all = [_derived(secret, purpose) for secret in secrets]
        if len({key.id for key in self.all}) < len(self.all):
            raise ValueError(
                f"Two {purpose} keys are the same or share a key id: replace one of them."
            )
        self.first = self.all[0]

    def find(self, key_id: bytes) -> RingKey | None:
        """The key that these two bytes name; None if it was dropped."""
        return next((key for key in self.all if key.id == key_id), None)


def _derived(secret: str, purpose: str) -> RingKey:
    key = HKDF(SHA256(), length=32, salt=b"", info=f"unstuck {purpose}".encode()).derive(
        secret.encode()
    )
    return RingKey(sha256(b"key id" + key).digest()[:2], key)
