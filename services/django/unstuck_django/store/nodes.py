"""Connections to the primary, wherever it is."""

from collections.abc import Callable
from typing import Any

from redis.connection import Connection, ConnectionPool, SSLConnection
from redis.sentinel import (
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)

from .sentinels import Sentinels, connection_options
from .url import Address, RedisTarget

_CONNECT_SECONDS = 0.5


class Nodes:
    """
    Finds a deployment's primary.
    @param prepare Gets each connection before its use.
    """

    def __init__(self, target: RedisTarget, label: str, prepare: Callable[[Any], None]):
        self._target = target
        self._sentinels = Sentinels(target) if target.primary_name else None
        base = _connection_class(target)

        class Told(base):
            def on_connect_check_health(self, check_health: bool = True) -> None:
                super().on_connect_check_health(check_health)
                prepare(self)

        login = {
            "username": target.user,
            "password": target.password,
            "db": target.db,
            "client_name": label,
        }
        options = {**connection_options(_CONNECT_SECONDS), **login, "connection_class": Told}
        if self._sentinels:
            self.pool: ConnectionPool = SentinelConnectionPool(
                target.primary_name, self._sentinels, **options
            )
        else:
            host, port = target.addresses[0]
            self.pool = ConnectionPool(host=host, port=port, **options)

    def replicas_in_step(self) -> frozenset[Address]:
        """The replicas that must have a write, as most Sentinels say; none without Sentinels."""
        if not self._sentinels:
            return frozenset()
        return self._sentinels.replicas_in_step(self._target.primary_name)

    def is_deposed(self, primary: Address) -> bool:
        """Whether most Sentinels name another primary than this one."""
        name = self._target.primary_name
        return self._sentinels is not None and self._sentinels.is_deposed(name, primary)


def _connection_class(target: RedisTarget) -> type[Connection]:
    if target.primary_name:
        return SentinelManagedSSLConnection if target.tls else SentinelManagedConnection
    return SSLConnection if target.tls else Connection
