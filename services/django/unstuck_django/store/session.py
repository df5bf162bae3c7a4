"""A session as a service sees it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .codec import Content, unpack
from .envelope import nonce_of, open_envelope
from .key_ring import KeyRing
from .record import split_record


@dataclass(frozen=True, slots=True)
class Session:
    #: Public; may be shown and logged.
    id: str
    #: The tag by which its keys in Redis are found.
    tag: str
    user: str
    #: The app's data. Changing this object changes nothing in the store.
    data: dict[str, Any]
    expires_at: datetime
    #: Whether the token that was shown has been replaced: it leads here, but proves nothing, since
    #: its sender may hold a copy.
    superseded: bool
    #: The write of the session that this is, and the content of that write.
    revision: bytes = field(repr=False)
    content: Content = field(repr=False)

    def part(self, name: str) -> Any:
        """A service's part, new at each call; None if it keeps nothing."""
        return self.content.part(name)


def session_in(
    record: bytes, tag: str, session_id: str, ends: int, superseded: bool, ring: KeyRing
) -> Session | None:
    """
    None if its key was dropped from the ring. Raises UnknownFormat and Damaged.
    @param ends Its absolute end in ms.
    """
    _, envelope = split_record(record)
    content = open_envelope(envelope, session_id, ring)
    if content is None:
        return None
    return Session(
        id=session_id,
        tag=tag,
        user=content.user,
        data=unpack(content.data),
        expires_at=datetime.fromtimestamp(ends / 1000, UTC),
        superseded=superseded,
        revision=nonce_of(envelope),
        content=content,
    )
