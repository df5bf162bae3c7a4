"""Ends sessions that ended once more, on a connection that may lead to another primary."""

from typing import Any

from .journal import Journal
from .keys import Keys
from .scripts import REVOKE_AGAIN

#: Sessions of one call, which therefore holds Redis for less than a millisecond.
_AT_ONCE = 256


def repeat(journal: Journal, keys: Keys, connection: Any) -> None:
    """
    1 round trip for 256 sessions, none if the journal is empty. Raises redis-py's errors: the
    connection is then not used.
    """
    ended = journal.entries()
    for start in range(0, len(ended), _AT_ONCE):
        part = ended[start : start + _AT_ONCE]
        indexes = [keys.index(tag) for tag, _ in part]
        ids = [session_id for _, session_id in part]
        connection.send_command(*REVOKE_AGAIN.call(indexes, ids, whole=True), check_health=False)
        connection.read_response()
