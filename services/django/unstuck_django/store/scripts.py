"""The store's Lua scripts: the very files that the store in TypeScript loads, never a copy."""

from collections.abc import Sequence
from hashlib import sha1
from pathlib import Path

_STORE = Path(__file__).resolve().parents[4] / "lib/session"

Argument = str | bytes | int


class Script:
    def __init__(self, file: str):
        self.source = (_STORE / file).read_bytes()
        self.sha = sha1(self.source).hexdigest()

    def call(
        self, keys: Sequence[str], args: Sequence[Argument], whole: bool
    ) -> tuple[Argument, ...]:
        """
        The command.
        @param whole Whether to send the script's text, for a server that doesn't know it: after a
        restart or an election.
        """
        command, script = ("EVAL", self.source) if whole else ("EVALSHA", self.sha)
        return (command, script, len(keys), *keys, *args)


READ = Script("scripts/read.lua")
UPDATE = Script("scripts/update.lua")
REVOKE = Script("scripts/revoke.lua")
REVOKE_TOKEN = Script("scripts/revoke-token.lua")
REVOKE_AGAIN = Script("scripts/revoke-again.lua")
CLOSING = Script("redis/scripts/closing.lua")
