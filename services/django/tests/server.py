"""A Redis of the tests' own, and logins as the app writes them."""

import atexit
import os
import shutil
import socket
import subprocess
from contextlib import closing
from pathlib import Path
from secrets import token_bytes
from tempfile import mkdtemp
from time import monotonic, sleep

from redis import Redis, RedisError

from unstuck_django.store.codec import Content, pack
from unstuck_django.store.envelope import seal
from unstuck_django.store.key_ring import KeyRing
from unstuck_django.store.keys import Keys, base64url, tag_of
from unstuck_django.store.scripts import Script
from unstuck_django.store.sessions import Sessions
from unstuck_django.store.tokens import Verifiers, parse_token
from unstuck_django.store.url import parse_redis_url

KEY = "k" * 43
_CREATE = Script("scripts/create.lua")


class RedisServer:
    def __init__(self) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._folder = mkdtemp(prefix="unstuck-django-redis-")
        options = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            self._folder,
        ]
        self._process = subprocess.Popen([_server_file(), *options], stdout=subprocess.DEVNULL)
        # The server ends however the tests end.
        atexit.register(self._process.kill)
        self.admin = Redis(port=self.port)
        end = monotonic() + 10
        while True:
            try:
                self.admin.ping()
                break
            except RedisError:
                if monotonic() > end:
                    raise
                sleep(0.02)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def sessions(self, query: str = "", port: int | None = None) -> Sessions:
        url = f"redis://127.0.0.1:{port or self.port}{query}"
        return Sessions(parse_redis_url(url), [KEY], [KEY])

    def sign_in(self, user: str, data: dict | None = None, parts: dict | None = None) -> str:
        """A login's token, written as the app's store writes it."""
        session_id, secret = base64url(token_bytes(16)), base64url(token_bytes(32))
        token = parse_token(f"{tag_of(user)}.{session_id}.{secret}")
        packed = {name: pack(part) for name, part in (parts or {}).items()}
        content = Content(user, 28800, pack(data or {"name": "Ada"}), parts=packed)
        access = bytes((2, 0)) + Verifiers([KEY]).of(token)[1]
        keys = [Keys().index(token.tag), Keys().record(token.tag, session_id)]
        envelope = seal(content, session_id, KeyRing([KEY], "envelope"))
        args = [session_id, access, envelope, 1_800_000, 28_800_000, 20]
        self.admin.execute_command(*_CREATE.call(keys, args, whole=True))
        return f"{token.tag}.{session_id}.{secret}"

    def record_key(self, token: str) -> str:
        shown = parse_token(token)
        return Keys().record(shown.tag, shown.id)

    def calls(self) -> int:
        """
        The number of commands that it was sent so far, without those of scripts and of this
        question.
        """
        stats = self.admin.info("commandstats")
        return sum(
            stats.get(f"cmdstat_{name}", {"calls": 0})["calls"]
            for name in ("evalsha", "eval", "wait")
        )

    def stop(self) -> None:
        self.admin.close()
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)


def _server_file() -> str:
    folder = os.environ.get("REDIS_BIN_DIR")
    names = ("redis-server", "valkey-server")
    for name in names:
        found = str(Path(folder) / name) if folder else shutil.which(name)
        if found and Path(found).exists():
            return found
    raise AssertionError("There is no redis-server: name its folder in REDIS_BIN_DIR.")
