"""
Asks Redis within a deadline, and writes so that a success outlives the loss of one node
(lib/session/redis/durable.ts).
"""

from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Any

from redis import exceptions
from redis.connection import ConnectionPool

from .acknowledgement import acknowledged
from .errors import NotDurable, RedisUnavailable
from .exchange import Command, exchange
from .nodes import Nodes
from .policy import WRITE_DEADLINE
from .refusals import is_passing, understood
from .scripts import CLOSING, Argument, Script
from .url import RedisTarget

#: Seconds of one try. After that, the link leaves a frozen primary and asks the Sentinels for
#: another.
_READ_TRY, _WRITE_TRY = 0.9, 2.0
#: Milliseconds of one WAIT. With Sentinels the replicas needed may change meanwhile, so the link
#: asks again soon.
_WAIT, _WAIT_WITH_SENTINELS = 1000, 200
#: Seconds before another try, and before the deadline at which no further try begins.
_AGAIN, _MARGIN = 0.05, 0.2


class RedisLink:
    """
    @param closing The key of the write that stands in front of each WAIT.
    @param prepare Gets each new connection before anything else uses it.
    """

    def __init__(
        self, target: RedisTarget, label: str, closing: str, prepare: Callable[[Any], None]
    ):
        self._nodes = Nodes(target, label, self._connected)
        self._prepare = prepare
        self._closing = closing
        self._replicas = target.replicas
        self._wait = _WAIT_WITH_SENTINELS if target.primary_name else _WAIT
        self._connected_at = monotonic()

    @property
    def pool(self) -> ConnectionPool:
        return self._nodes.pool

    @property
    def connected_for(self) -> float:
        """Seconds since the last connection was made, to any node."""
        return monotonic() - self._connected_at

    def read(
        self, script: Script, keys: Sequence[str], args: Sequence[Argument], deadline: float
    ) -> Any:
        """
        1 round trip, 2 if the server doesn't know the script yet. Raises RedisUnavailable within
        this number of seconds, to which a connection that is being made may add half a second.
        """
        whole = False

        def attempt(end: float) -> Any:
            nonlocal whole
            (reply,), _ = self._exchange(
                [script.call(keys, args, whole)], min(end, monotonic() + _READ_TRY)
            )
            if isinstance(reply, exceptions.NoScriptError):
                whole = True
                (reply,), _ = self._exchange([script.call(keys, args, whole)], end)
            if isinstance(reply, Exception):
                raise reply
            return reply

        return self._until(deadline, attempt)

    def write(self, script: Script, keys: Sequence[str], args: Sequence[Argument]) -> list[Any]:
        """
        1 round trip and the slowest replica needed; with Sentinels also 2 to each of those. The
        write may be sent several times, so it must be safe to repeat. Returns its replies. Raises
        NotDurable, or RedisUnavailable, after which the write may or may not be in Redis.
        """
        replies: list[Any] = []
        whole = False

        def attempt(end: float) -> list[Any]:
            nonlocal whole
            in_step = self._nodes.replicas_in_step()
            need = max(self._replicas, len(in_step))
            call = script.call(keys, args, whole)
            # From Redis 7.2 on, a WAIT behind a write that changes nothing answers at once.
            closing = CLOSING.call([self._closing], [], whole)
            wait = ("WAIT", need, self._wait_until(end))
            unit = [call, ("ROLE",), closing, wait, ("ROLE",)] if need > 0 else [call]
            answers, primary = self._exchange(unit, min(end, monotonic() + _WRITE_TRY))
            if any(isinstance(answer, exceptions.NoScriptError) for answer in answers):
                whole = True
                return attempt(end)
            if not isinstance(answers[0], Exception):
                replies.append(answers[0])
            for answer in answers:
                if isinstance(answer, Exception):
                    raise answer
            have = acknowledged(answers, in_step) if need > 0 else 0
            if have < need or self._nodes.is_deposed(primary):
                raise NotDurable(min(have, max(need - 1, 0)), max(need, 1))
            return replies

        return self._until(WRITE_DEADLINE, attempt)

    def _wait_until(self, end: float) -> int:
        """Milliseconds for a WAIT that is answered before the deadline. 0 would mean for ever."""
        return max(min(self._wait, int((end - _MARGIN - monotonic()) * 1000)), 1)

    def tell(self, *command: Argument) -> None:
        """1 round trip, tried once. Raises redis-py's errors."""
        (reply,), _ = self._exchange([command], monotonic() + _READ_TRY)
        if isinstance(reply, Exception):
            raise reply

    def ping(self) -> None:
        """Raises RedisUnavailable within a second."""
        self._until(1.0, lambda end: self.tell("PING"))

    def close(self) -> None:
        self._nodes.pool.disconnect()

    def _connected(self, connection: Any) -> None:
        self._connected_at = monotonic()
        self._prepare(connection)

    def _until(self, seconds: float, attempt: Callable[[float], Any]) -> Any:
        """Tries again after faults that may pass, until the deadline."""
        end = monotonic() + seconds
        while True:
            try:
                return attempt(end)
            except (exceptions.RedisError, OSError, RedisUnavailable) as error:
                meaning = error if isinstance(error, RedisUnavailable) else understood(error)
                if not is_passing(meaning) or monotonic() + _AGAIN + _MARGIN >= end:
                    raise meaning from error
            sleep(_AGAIN)

    def _exchange(self, commands: Sequence[Command], end: float) -> tuple[list[Any], Any]:
        return exchange(self._nodes.pool, commands, end)
