"""Changes the values that a service keeps in a session (lib/session/changer.ts)."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .codec import pack
from .envelope import nonce_of, seal
from .errors import PartTooLarge, TooManyConflicts
from .key_ring import KeyRing
from .keys import Keys
from .link import RedisLink
from .policy import DONE_FOR, MOST_TRIES, PART_LIMIT
from .scripts import UPDATE
from .session import Session, session_in

#: Gets the present value of a part, and returns the new one. None stands for no such part.
Change = Callable[[Any], Any]

_PART_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


class Changer:
    def __init__(self, link: RedisLink, keys: Keys, ring: KeyRing):
        self._link = link
        self._keys = keys
        self._ring = ring

    def update(self, session: Session, part: str, change: Change) -> Session | None:
        """
        Changes one part by compare-and-set; everything else in the session stays. `change` is
        called once for each try. 1 durable round trip, and 1 more for each conflict. None where the
        session ended meanwhile: nothing brings it back. Raises PartTooLarge and SessionTooLarge,
        with which nothing is written; NotDurable; TooManyConflicts; ValueError for a name that
        can't be.
        """
        if not _PART_NAME.fullmatch(part):
            raise ValueError(
                f"A part's name has 1 to 32 lowercase letters, digits and -: {part!r}."
            )
        tag, session_id = session.tag, session.id
        for _ in range(MOST_TRIES):
            content = session.content.with_part(part, _packed(part, change(session.part(part))))
            envelope = seal(content, session_id, self._ring)
            nonce = nonce_of(envelope)
            keys = [
                *self._keys.of_session(tag, session_id),
                self._keys.done(tag, session_id, nonce),
            ]
            reply = self._link.write(
                UPDATE, keys, [session_id, session.revision, envelope, DONE_FOR]
            )[-1]
            if reply == 0:
                return None
            if reply[0] == 1:
                return replace(session, revision=nonce, content=content)
            _, record, ends, _ = reply
            latest = session_in(record, tag, session_id, ends, session.superseded, self._ring)
            if latest is None:
                return None
            session = latest
        raise TooManyConflicts(MOST_TRIES)


def _packed(part: str, value: object) -> bytes | None:
    if value is None:
        return None
    packed = pack(value)
    if len(packed) > PART_LIMIT:
        raise PartTooLarge(part, len(packed), PART_LIMIT)
    return packed
