"""
Takes a record apart: the access part, which the scripts read and write, and the envelope behind it
(lib/session/record.ts).
"""

from .errors import Damaged, UnknownFormat

_FIXED = 26
_GENERATION = {1: 18, 2: 24}


def split_record(record: bytes) -> tuple[int, bytes]:
    """
    The time in ms at which the session was last seen, and the envelope. Raises UnknownFormat for
    another build's layout.
    """
    layout = record[0] if record else 0
    if layout not in _GENERATION:
        raise UnknownFormat(f"record layout {layout}")
    if len(record) < _FIXED:
        raise Damaged("A session's record was cut short.")
    generations = record[1]
    access = _FIXED + (6 + generations * _GENERATION[layout] if generations else 0)
    return int.from_bytes(record[20:_FIXED], "big"), record[access:]
