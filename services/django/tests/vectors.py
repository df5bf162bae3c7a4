"""The protocol's test vectors, which every implementation passes (lib/session/vectors)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "lib/session/vectors"


def cases(file: str, *having: str) -> list[dict[str, Any]]:
    """
    The cases of a file that have all of these fields. Fails if there is none, because a test of
    nothing always passes.
    """
    whole = json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    found = [case for case in whole["cases"] if all(field in case for field in having)]
    if not found:
        raise AssertionError(f"{file}.json has no case with {', '.join(having)}.")
    return found
