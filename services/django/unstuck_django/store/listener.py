"""Hears about the sessions that other stores ended (lib/session/announcements.ts)."""

import json
import logging
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from redis import Redis, exceptions
from redis.connection import ConnectionPool

from .journal import Journal

#: Seconds between two questions whether the primary answers, and before the listener leaves a
#: silent one.
_ASKS_EVERY, _SILENCE = 1.0, 3.0
_AGAIN = 0.5

log = logging.getLogger("unstuck")


class Listener:
    """
    A thread with a connection of its own, which puts announced revocations into the journal. A lost
    message costs nothing that the replicas don't have already.
    """

    def __init__(self, pool: ConnectionPool, channel: str, journal: Journal):
        self._redis = Redis(connection_pool=pool)
        self._channel = channel
        self._journal = journal
        self._closed = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        """
        Begins at the first question, and so in each worker process by itself. Later calls do
        nothing.
        """
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="unstuck-listener", daemon=True)
                self._thread.start()

    def close(self) -> None:
        self._closed.set()
        if self._thread:
            self._thread.join(_SILENCE)

    def _run(self) -> None:
        refused = False
        while not self._closed.is_set():
            try:
                with self._redis.pubsub() as subscription:
                    subscription.subscribe(self._channel)
                    self._listen(subscription)
            except exceptions.NoPermissionError:
                if not refused:
                    log.warning("Allow the app's Redis user to subscribe to `%s`.", self._channel)
                refused = True
            except (exceptions.RedisError, OSError):
                # Callers learn of outages by their own questions to the store.
                pass
            self._closed.wait(_AGAIN)

    def _listen(self, subscription: Any) -> None:
        heard = asked = monotonic()
        while not self._closed.is_set() and monotonic() - heard < _SILENCE:
            message = subscription.get_message(timeout=0.2)
            if message:
                heard = monotonic()
            if message and message["type"] == "message":
                self._take(message["data"])
            if monotonic() - asked > _ASKS_EVERY:
                subscription.ping()
                asked = monotonic()

    def _take(self, data: bytes) -> None:
        revocation = revocation_in(data)
        if revocation:
            self._journal.add(*revocation)


def revocation_in(message: bytes) -> tuple[str, list[str]] | None:
    """The tag and the ids of a message; None for a message that only another build knows."""
    try:
        said = json.loads(message)
        by, tag, ids = said["by"], said["tag"], said["ids"]
    except (ValueError, KeyError, TypeError):
        return None
    texts = isinstance(by, str) and isinstance(tag, str) and isinstance(ids, list)
    if not texts or not all(isinstance(one, str) for one in ids):
        return None
    return tag, ids
