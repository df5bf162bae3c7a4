"""
The content of a session's envelope, in msgpack (lib/session/codec.ts). The fields that this service
doesn't own stay as their very bytes.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import msgpack

from .errors import Damaged, UnknownFormat

READABLE_VERSIONS = (1, 2, 3)
WRITTEN_VERSION = 3

_NIL = msgpack.packb(None)
#: JavaScript's `undefined`, as msgpackr writes it.
_UNDEFINED = 0


@dataclass(frozen=True, slots=True)
class Content:
    user: str
    #: Seconds from creation to the absolute end, by the policy at that time.
    lifetime: float
    #: Both fields as they were packed.
    data: bytes = field(repr=False)
    metadata: bytes = field(repr=False, default=_NIL)
    #: The part of each service, by its name, as it was packed.
    parts: dict[str, bytes] = field(repr=False, default_factory=dict)
    #: The fields that later builds add behind the parts.
    rest: tuple[bytes, ...] = field(repr=False, default=())

    def part(self, name: str) -> Any:
        """A service's part, new at each call; None where it has none."""
        packed = self.parts.get(name)
        return unpack(packed) if packed else None

    def with_part(self, name: str, packed: bytes | None) -> "Content":
        others = {other: kept for other, kept in self.parts.items() if other != name or packed}
        return replace(self, parts={**others, **({name: packed} if packed else {})})


def pack(value: object) -> bytes:
    """
    Takes JSON values and bytes, so that every language reads them. Raises TypeError for all others.
    """
    return msgpack.packb(value)


def unpack(packed: bytes) -> Any:
    """Reads JavaScript's `undefined` as None, and a fraction without a rest as an integer."""
    return _whole(msgpack.unpackb(packed, strict_map_key=False, timestamp=3, ext_hook=_extension))


def _extension(code: int, data: bytes) -> Any:
    return None if code == _UNDEFINED else msgpack.ExtType(code, data)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value


def encode(content: Content) -> bytes:
    """Writes version 3. It leaves out a field that has nothing in it and nothing behind it."""
    fields = [pack(content.user), pack(content.lifetime), content.data]
    if content.metadata != _NIL or content.parts or content.rest:
        fields.append(content.metadata)
    if content.parts or content.rest:
        fields.append(_packed_map(content.parts) if content.parts else _NIL)
    return _array_head(len(fields) + len(content.rest)) + b"".join((*fields, *content.rest))


def decode(version: int, packed: bytes) -> Content:
    """
    Raises UnknownFormat for a version of another build, and Damaged for bytes that are no content.
    """
    if version not in READABLE_VERSIONS:
        raise UnknownFormat(f"format version {version}")
    try:
        if version == 1:
            return _version_1(packed)
        fields = _array(packed)
        return _version_2(fields) if version == 2 else _version_3(fields)
    except (ValueError, IndexError, KeyError, TypeError, msgpack.UnpackException) as error:
        raise Damaged("A session's content is no msgpack of its version.") from error


def _version_3(fields: list[bytes]) -> Content:
    user, lifetime, data, *more = fields
    metadata = more[0] if more else _NIL
    parts = _map(more[1]) if len(more) > 1 and more[1] != _NIL else {}
    if user == _NIL:
        raise UnknownFormat("no user")
    return Content(unpack(user), unpack(lifetime), data, metadata, parts, tuple(more[2:]))


def _version_2(fields: list[bytes]) -> Content:
    user, *metadata, lifetime, data = fields
    return Content(
        unpack(user), unpack(lifetime), data, _array_head(len(metadata)) + b"".join(metadata)
    )


def _version_1(packed: bytes) -> Content:
    fields = _map(packed)
    device = _map(fields["device"])
    metadata = (fields["createdBy"], fields["door"], device["browser"], device["system"])
    whole = _array_head(len(metadata)) + b"".join(metadata)
    return Content(unpack(fields["user"]), unpack(fields["lifetime"]), fields["data"], whole)


def _array(packed: bytes) -> list[bytes]:
    unpacker = _unpacker(packed)
    return [_next(unpacker, packed) for _ in range(unpacker.read_array_header())]


def _map(packed: bytes) -> dict[str, bytes]:
    unpacker = _unpacker(packed)
    return {
        unpack(_next(unpacker, packed)): _next(unpacker, packed)
        for _ in range(unpacker.read_map_header())
    }


def _unpacker(packed: bytes) -> msgpack.Unpacker:
    unpacker = msgpack.Unpacker(max_buffer_size=len(packed))
    unpacker.feed(packed)
    return unpacker


def _next(unpacker: msgpack.Unpacker, packed: bytes) -> bytes:
    start = unpacker.tell()
    unpacker.skip()
    return packed[start : unpacker.tell()]


def _packed_map(parts: dict[str, bytes]) -> bytes:
    head = msgpack.Packer().pack_map_header(len(parts))
    return head + b"".join(pack(name) + packed for name, packed in parts.items())


def _array_head(length: int) -> bytes:
    return msgpack.Packer().pack_array_header(length)
