"""The app's sessions, for a service: it reads them, changes its own part of one, and ends one."""

from collections.abc import Sequence
from functools import partial

from .announcements import Announcer
from .changer import Change, Changer
from .journal import Journal
from .key_ring import KeyRing
from .keys import Keys, tag_of
from .link import RedisLink
from .listener import Listener
from .policy import GRACE, NEVER, READ_DEADLINE, SLIDE_SHARE, WRITE_DEADLINE
from .refusals import understood
from .repetition import repeat
from .scripts import READ, REVOKE, REVOKE_TOKEN
from .session import Session, session_in
from .tokens import Token, Verifiers, parse_token
from .url import RedisTarget


class Sessions:
    """
    One for each process. Every operation raises RedisUnavailable when Redis can't say, and never
    takes that for "none".
    """

    def __init__(
        self,
        target: RedisTarget,
        peppers: Sequence[str],
        envelope_keys: Sequence[str],
        idle_seconds: float = 1800,
        prefix: str = "unstuck",
        label: str = "django",
    ):
        """Opens no connection yet. @param label Names the connections in CLIENT LIST."""
        self._keys = Keys(prefix)
        journal = Journal()
        prepare = partial(repeat, journal, self._keys)
        self._link = RedisLink(target, label, self._keys.closing, prepare)
        self._announcer = Announcer(self._link, self._keys.channel, journal)
        self._listener = Listener(self._link.pool, self._keys.channel, journal)
        self._verifiers = Verifiers(peppers)
        self._ring = KeyRing(envelope_keys, "envelope")
        self._changer = Changer(self._link, self._keys, self._ring)
        self._idle = round(idle_seconds * 1000)

    def read(self, text: str, slide: bool = True, patient: bool = False) -> Session | None:
        """
        1 round trip, none for text that isn't a token. Raises UnknownFormat and Damaged for a
        record that can't be read.
        @param slide False for a request that a page makes by itself: the session's idle end stays
        where it is.
        @param patient True for the read that a write begins with: it has a write's 8 s in place of
        2 s.
        """
        token = _of_no_region(text)
        if token is None:
            return None
        self._listener.start()
        verifiers = self._verifiers.of(token)
        slide_after = int(self._idle * SLIDE_SHARE) if slide else NEVER
        # After a connection to a primary with another clock, no replay is judged for one grace.
        grace = GRACE if self._link.connected_for * 1000 >= GRACE else NEVER
        args = [self._idle, slide_after, grace, len(verifiers), token.id, *verifiers]
        deadline = WRITE_DEADLINE if patient else READ_DEADLINE
        _, item = self._link.read(READ, self._keys.of_session(token.tag, token.id), args, deadline)
        if isinstance(item, Exception):
            raise understood(item)
        if isinstance(item, int):
            if item == 3:  # Replayed: the script has ended it.
                self._announcer.ended(token.tag, token.id)
            return None
        mark = next(at for at, byte in enumerate(item) if byte <= 2)
        ends, superseded = int(item[:mark]), item[mark] == 2
        return session_in(item[mark + 1 :], token.tag, token.id, ends, superseded, self._ring)

    def update(self, session: Session, part: str, change: Change) -> Session | None:
        """The same as Changer.update."""
        return self._changer.update(session, part, change)

    def revoke(self, text: str) -> bool:
        """
        Ends the session whose token is shown, for everybody. 1 durable round trip, and 1 to
        announce it. Returns whether there was one.
        """
        token = _of_no_region(text)
        if token is None:
            return False
        args = [token.id, *self._verifiers.of(token)]
        return self._ended(
            token.tag,
            token.id,
            self._link.write(REVOKE_TOKEN, self._keys.of_session(token.tag, token.id), args),
        )

    def revoke_id(self, user: str, session_id: str) -> bool:
        """The same for a user's session that is known by its id."""
        tag = tag_of(user)
        return self._ended(
            tag,
            session_id,
            self._link.write(REVOKE, self._keys.of_session(tag, session_id), [session_id]),
        )

    def ping(self) -> None:
        """1 round trip, within a second."""
        self._link.ping()

    def close(self) -> None:
        self._listener.close()
        self._link.close()

    def _ended(self, tag: str, session_id: str, replies: list[int]) -> bool:
        # A revocation that was sent twice found nothing the second time.
        was = any(reply > 0 for reply in replies)
        if was:
            self._announcer.ended(tag, session_id)
        return was


def _of_no_region(text: str) -> Token | None:
    token = parse_token(text)
    return token if token and token.region is None else None
