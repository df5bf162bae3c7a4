"""
The errors of the store. `RedisUnavailable` and its kinds mean that nothing is known about the
session: answer with 503.
"""


class RedisUnavailable(Exception):
    """Redis could not answer. A person gets 503 with Retry-After, and stays signed in."""

    #: Seconds after which another try is worth it.
    retry_after = 2


class RedisMisconfigured(RedisUnavailable):
    """Redis answered, and its answer is a fault of the set-up: the message names what to change."""

    retry_after = 30


class NotDurable(RedisUnavailable):
    """
    The write is in Redis, but not on as many nodes as a success promises. Repeating the operation
    is safe.
    """

    def __init__(self, have: int, need: int):
        super().__init__(
            f"Only {have} of {need} replicas have the write, so the loss of one Redis node could "
            "undo it. Try again; if it stays so, start the missing replica (or lower `replicas` in "
            "REDIS_URL and with it the promise)."
        )


class UnknownFormat(Exception):
    """A record of another build. The store left it as it is."""

    def __init__(self, what: str):
        super().__init__(
            f"A session has {what}, which this service can't read. It was likely written by a "
            "newer build: finish the deployment. The record was left alone."
        )


class Damaged(Exception):
    """A record that is not whole, or was moved from another session. The store left it as it is."""


class SessionTooLarge(Exception):
    """The record would be larger than the policy allows; nothing was written."""

    def __init__(self, size: int, allowed: int, what: str):
        super().__init__(
            f"The session would take {size} bytes {what}, more than the {allowed} allowed. Keep "
            "large things in this service's own database and only their names in the session."
        )


class PartTooLarge(SessionTooLarge):
    """One service's part would be larger than its budget; nothing was written."""

    def __init__(self, part: str, size: int, allowed: int):
        super().__init__(size, allowed, f"in the part `{part}`")


class TooManyConflicts(Exception):
    """Others changed the session at each of our tries; nothing of this change was written."""

    def __init__(self, tries: int):
        super().__init__(
            f"The session was changed by others at each of {tries} tries. Make the change quicker."
        )
