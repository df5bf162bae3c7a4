"""
Opens the app's sealed cookie (Fe26.2, as iron-session writes it; lib/auth/iron.ts). It seals none,
because logins begin at the app.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from hashlib import pbkdf2_hmac, sha256
from hmac import compare_digest
from hmac import digest as hmac
from time import time

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from .keys import base64url

#: The one form that the app writes. A seal authenticates nothing behind its tilde, so other
#: spellings are refused.
_SHAPE = re.compile(r"Fe26\.2\*[A-Za-z0-9_*-]+~2")
_SKEW_SECONDS = 60


class SealRing:
    """
    Secrets of which each opens what it sealed. A number made from the secret names it inside the
    seal.
    """

    def __init__(self, secrets: Sequence[str]):
        self._passwords = {password_id(secret): secret for secret in secrets}

    def token_in(self, seal: str) -> str | None:
        """
        The token in a cookie's value; None if this site didn't seal the value. No round trip, about
        40 us.
        """
        content = self._opened(seal)
        token = content.get("token") if isinstance(content, dict) else None
        return token if isinstance(token, str) else None

    def _opened(self, seal: str) -> object:
        parts = seal[:-2].split("*") if _SHAPE.fullmatch(seal) else []
        if len(parts) != 8:
            return None
        _, name, salt, iv, encrypted, expires, mac_salt, mac = parts
        password = self._passwords.get(name)
        if password is None:
            return None
        base = seal[: seal.index(f"*{mac_salt}*{mac}~2")]
        if not compare_digest(
            base64url(hmac(_key(password, mac_salt), base.encode(), sha256)), mac
        ):
            return None
        if expires and (not expires.isdigit() or int(expires) <= (time() - _SKEW_SECONDS) * 1000):
            return None
        try:
            return json.loads(_decrypted(_key(password, salt), _bytes(iv), _bytes(encrypted)))
        except ValueError:
            return None


def password_id(secret: str) -> str:
    return str(int.from_bytes(sha256(b"seal key id" + secret.encode()).digest()[:4], "big"))


def _key(password: str, salt: str) -> bytes:
    # The format itself has one iteration of SHA-1. The secrets are random, so it needs nothing to
    # slow a guesser down.
    return pbkdf2_hmac("sha1", password.encode(), salt.encode(), 1, 32)


def _decrypted(key: bytes, iv: bytes, encrypted: bytes) -> bytes:
    decryptor = Cipher(AES256(key), CBC(iv)).decryptor()
    unpadder = PKCS7(128).unpadder()
    padded = decryptor.update(encrypted) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
