"""
The sealed part of a record: version (1 byte), codec (1), key id (2), nonce (12), tag (16), content
(lib/session/envelope.ts).
"""

import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .codec import READABLE_VERSIONS, WRITTEN_VERSION, Content, decode, encode
from .errors import Damaged, SessionTooLarge, UnknownFormat
from .key_ring import KeyRing
from .policy import MOST_BYTES, MOST_PLAIN_BYTES, UNPACKED_LIMIT

_PLAIN, _DEFLATED = 1, 2
#: Below this, deflate saves nothing on msgpack of such data.
_WORTH_DEFLATING = 512
_LABEL, _NONCE_END, _HEAD = 4, 16, 32


def nonce_of(envelope: bytes) -> bytes:
    """
    The nonce tells one write of a session from every other. It is the revision for compare-and-set.
    """
    return envelope[_LABEL:_NONCE_END]


def seal(content: Content, session_id: str, ring: KeyRing, nonce: bytes | None = None) -> bytes:
    """Seals under the ring's first key. Raises SessionTooLarge."""
    packed = encode(content)
    if len(packed) > MOST_PLAIN_BYTES:
        raise SessionTooLarge(len(packed), MOST_PLAIN_BYTES, "before compression")
    codec, small = _compressed(packed)
    if _HEAD + len(small) > MOST_BYTES:
        raise SessionTooLarge(_HEAD + len(small), MOST_BYTES, "in Redis")
    label = bytes((WRITTEN_VERSION, codec)) + ring.first.id
    nonce = nonce or os.urandom(12)
    sealed = AESGCM(ring.first.key).encrypt(nonce, small, label + session_id.encode())
    return label + nonce + sealed[-16:] + sealed[:-16]


def open_envelope(envelope: bytes, session_id: str, ring: KeyRing) -> Content | None:
    """
    None if its key was dropped from the ring: the session has then ended. Raises UnknownFormat and
    Damaged.
    """
    if len(envelope) < _HEAD:
        raise Damaged("A session's envelope was cut short.")
    version, codec = envelope[0], envelope[1]
    if version not in READABLE_VERSIONS:
        raise UnknownFormat(f"format version {version}")
    key = ring.find(envelope[2:_LABEL])
    if key is None:
        return None
    sealed = envelope[_HEAD:] + envelope[_NONCE_END:_HEAD]
    try:
        small = AESGCM(key.key).decrypt(
            nonce_of(envelope), sealed, envelope[:_LABEL] + session_id.encode()
        )
    except InvalidTag as error:
        raise Damaged("A session's envelope was altered, or moved from another session.") from error
    return decode(version, _expanded(codec, small))


def _compressed(packed: bytes) -> tuple[int, bytes]:
    if len(packed) > _WORTH_DEFLATING:
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        small = deflate.compress(packed) + deflate.flush()
        if len(small) < len(packed) * 0.9:
            return _DEFLATED, small
    return _PLAIN, packed


def _expanded(codec: int, small: bytes) -> bytes:
    if codec == _PLAIN:
        return small
    if codec != _DEFLATED:
        raise UnknownFormat(f"codec {codec}")
    inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        packed = inflate.decompress(small, UNPACKED_LIMIT)
    except zlib.error as error:
        raise Damaged("A session's content can't be inflated.") from error
    if not inflate.eof:
        raise Damaged("A session's content is cut short, or unpacks to more than 1 MiB.")
    return packed
