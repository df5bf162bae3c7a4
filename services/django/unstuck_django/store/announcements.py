"""
Tells the app's nodes of a session that ended here, so that they repeat it on the next primary
(lib/session/announcements.ts).
"""

import json
import logging
from uuid import uuid4

from redis.exceptions import RedisError

from .journal import Journal
from .link import RedisLink

log = logging.getLogger("unstuck")


class Announcer:
    def __init__(self, link: RedisLink, channel: str, journal: Journal):
        self._link = link
        self._channel = channel
        self._journal = journal
        self._by = str(uuid4())

    def ended(self, tag: str, session_id: str) -> None:
        """
        Keeps it, and tells the others: 1 round trip. A lost message costs nothing that the replicas
        don't have already, so this raises no error.
        """
        self._journal.add(tag, [session_id])
        message = json.dumps(
            {"by": self._by, "tag": tag, "ids": [session_id]}, separators=(",", ":")
        )
        try:
            self._link.tell("PUBLISH", self._channel, message)
        except (RedisError, OSError) as error:
            log.warning(
                "The end of a session could not be announced, so an election could bring it back. "
                "If it stays so, allow the app's Redis user the channel `%s`. %s",
                self._channel,
                error,
            )
