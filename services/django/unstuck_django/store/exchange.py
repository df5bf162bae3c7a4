"""One round trip on one connection."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from redis import exceptions
from redis.connection import ConnectionPool

from .refusals import is_passing, understood
from .scripts import Argument
from .url import Address

Command = tuple[Argument, ...]


def exchange(
    pool: ConnectionPool, commands: Sequence[Command], end: float
) -> tuple[list[Any], Address]:
    """
    Sends all commands at once and reads the replies, errors among them, until `end` of the
    monotonic clock. If the connection is lost meanwhile, this never continues on another, where a
    WAIT would have no write to wait for. Returns the replies, and the server that sent them.
    """
    connection = pool.get_connection()
    try:
        connection.send_packed_command(connection.pack_commands(commands))
        replies = [_reply(connection, end) for _ in commands]
        address = (connection.host, connection.port)
        # The server that refused may no longer be primary. The next try asks the Sentinels.
        if any(_is_refusal(reply) for reply in replies):
            connection.disconnect()
        return replies, address
    except BaseException:
        connection.disconnect()
        raise
    finally:
        pool.release(connection)


def _reply(connection: Any, end: float) -> Any:
    left = max(end - monotonic(), 0.001)
    try:
        return connection.read_response(timeout=left, disconnect_on_error=True)
    except exceptions.ResponseError as error:
        return error


def _is_refusal(reply: Any) -> bool:
    if isinstance(reply, exceptions.NoScriptError):
        return False
    return isinstance(reply, exceptions.RedisError) and is_passing(understood(reply))
