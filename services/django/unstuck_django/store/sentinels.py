"""The Sentinels' view of the primary and of its replicas (lib/session/redis/consensus.ts)."""

from collections import Counter
from dataclasses import dataclass
from time import monotonic
from typing import Any

from redis import Redis, exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError, Sentinel

from .url import Address, RedisTarget

_SENTINEL_SECONDS = 0.3
#: Seconds for which a Sentinel that said nothing isn't asked. Otherwise each new connection would
#: wait for it.
_SILENT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """The view of one Sentinel."""

    primary: Address
    #: Whether it holds that primary to be down, or takes part in its replacement.
    is_down: bool
    is_in_election: bool
    #: Replicas that it holds to be up.
    up: frozenset[Address]
    #: Those of them that are linked to the primary, and to which the Sentinel itself is connected.
    linked: frozenset[Address]


class Sentinels(Sentinel):
    """
    Finds the primary as most Sentinels name it. It keeps no view: each call asks the Sentinels.
    """

    def __init__(self, target: RedisTarget):
        login = {"username": target.sentinel_user, "password": target.sentinel_password}
        options = {**connection_options(_SENTINEL_SECONDS), **login, "ssl": target.tls}
        super().__init__(target.addresses, sentinel_kwargs=options)
        self._silent_until: dict[int, float] = {}

    def opinions(self, name: str) -> list[Opinion]:
        """The opinions of those that answer: 1 round trip to each, and none to Redis."""
        said = []
        for number, sentinel in enumerate(self.sentinels):
            if monotonic() < self._silent_until.get(number, 0):
                continue
            try:
                said.append(_opinion(sentinel, name))
            except (exceptions.RedisError, OSError, LookupError, TypeError, ValueError):
                self._silent_until[number] = monotonic() + _SILENT_SECONDS
        return said

    def discover_master(self, service_name: str) -> Address:
        """
        This does not use redis-py's list of primaries. An election's new primary is named here
        seconds earlier.
        """
        said = self.opinions(service_name)
        named = Counter(opinion.primary for opinion in said).most_common(1)
        if not named or named[0][1] <= len(said) / 2:
            raise MasterNotFoundError(f"Most Sentinels name no primary called {service_name!r}.")
        return named[0][0]

    def replicas_in_step(self, name: str) -> frozenset[Address]:
        """
        The replicas that could be promoted, and so must have a write. While the primary is in
        doubt, these are all replicas that are up, because the Sentinels break their connections to
        the one they promote.
        """
        said = self.opinions(name)
        half = len(said) / 2
        in_election = any(opinion.is_in_election for opinion in said)
        in_doubt = in_election or sum(opinion.is_down for opinion in said) > half
        needed = [opinion.up if in_doubt else opinion.linked for opinion in said]
        listed = Counter(address for replicas in needed for address in replicas)
        return frozenset(address for address, count in listed.items() if count > half)

    def is_deposed(self, name: str, primary: Address) -> bool:
        """
        Whether most of all Sentinels, and not only of those that answer, name another primary.
        """
        others = sum(opinion.primary != primary for opinion in self.opinions(name))
        return others > len(self.sentinels) / 2


def _opinion(sentinel: Redis, name: str) -> Opinion:
    pipeline = sentinel.pipeline(transaction=False)
    # The command has two words, for which redis-py has no reading of its own that could change.
    pipeline.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
    pipeline.execute_command("SENTINEL", "MASTER", name)
    pipeline.execute_command("SENTINEL", "REPLICAS", name)
    (host, port), primary, replicas = pipeline.execute()
    flags = _fields(primary)["flags"].split(",")
    up, linked = set(), set()
    for replica in map(_fields, replicas):
        state, address = replica["flags"].split(","), (replica["ip"], int(replica["port"]))
        if "s_down" in state or "o_down" in state:
            continue
        up.add(address)
        if "disconnected" not in state and replica["master-link-status"] == "ok":
            linked.add(address)
    return Opinion(
        primary=(host.decode(), int(port)),
        is_down="s_down" in flags or "o_down" in flags,
        is_in_election="failover_in_progress" in flags,
        up=frozenset(up),
        linked=frozenset(linked),
    )


def _fields(instance: list[bytes]) -> dict[str, str]:
    words = [word.decode() for word in instance]
    return dict(zip(words[::2], words[1::2], strict=True))


def connection_options(seconds: float) -> dict[str, Any]:
    return {
        "protocol": 2,
        "socket_connect_timeout": seconds,
        "socket_timeout": seconds,
        # A command that redis-py sent again by itself would lose the deadline, and a WAIT would
        # lose its write.
        "retry": Retry(NoBackoff(), 0),
        # The app's user may not send CLIENT SETINFO.
        "driver_info": None,
    }
