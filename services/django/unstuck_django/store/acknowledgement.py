"""The number of replicas that have a write (lib/session/redis/replicas.ts)."""

from typing import Any

from .url import Address


def acknowledged(answers: list[Any], in_step: frozenset[Address]) -> int:
    """
    The number of replicas that have the write, by the answers to [write, ROLE, closing write, WAIT,
    ROLE]. WAIT only counts, and the replica that is about to be promoted may be another than the
    one that was quicker. So each replica in step must be past the write, or is missing from the
    number.
    """
    _, before, _, count, after = answers
    offset, _ = _role(before)
    _, reached = _role(after)
    # The primary may call its replicas by other names than the Sentinels (host names, say).
    if not in_step & reached.keys():
        return count
    lacking = sum(reached.get(address, -1) < offset for address in in_step)
    return min(count, len(in_step) - lacking) if lacking else count


def _role(answer: list[Any]) -> tuple[float, dict[Address, int]]:
    """A primary's replication offset, and the offset that each replica has reported."""
    role, offset, replicas = answer[:3]
    if role != b"master":
        return float("inf"), {}
    return offset, {(host.decode(), int(port)): int(at) for host, port, at in replicas}
