"""The revocations of the last minutes (lib/session/journal.ts)."""

import re
from collections import OrderedDict
from threading import Lock
from time import monotonic

#: Seconds that a revocation stays: longer than any election.
_KEPT_FOR = 300.0
#: About 30 MB. When more come, the oldest leave.
_MOST = 100_000

#: A string of another form is no session's tag. It would name a key of another kind.
_TAG = re.compile(r"[A-Za-z0-9_-]{16}")
_ID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")

Ended = tuple[str, str]


class Journal:
    """
    Sessions that ended, by tag and id: a rebuildable cache, which several threads use. The store
    ends them once more on each new connection before it uses the connection, because an election
    may have chosen a replica that lacks one of these ends.
    """

    def __init__(self) -> None:
        self._ended: OrderedDict[Ended, float] = OrderedDict()
        self._lock = Lock()

    def add(self, tag: str, ids: list[str]) -> None:
        if not _TAG.fullmatch(tag):
            return
        with self._lock:
            for session_id in filter(_ID.fullmatch, ids):
                self._ended[tag, session_id] = monotonic()
                self._ended.move_to_end((tag, session_id))
            while len(self._ended) > _MOST:
                self._ended.popitem(last=False)

    def entries(self) -> list[Ended]:
        """The oldest first."""
        oldest = monotonic() - _KEPT_FOR
        with self._lock:
            while self._ended and next(iter(self._ended.values())) < oldest:
                self._ended.popitem(last=False)
            return list(self._ended)
