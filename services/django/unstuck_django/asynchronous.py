"""
The same session for asynchronous views: each call runs its synchronous counterpart in a thread.
"""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.base import SessionBase


class AsynchronousSession(SessionBase):
    async def _aget_session(self, no_load: bool = False) -> dict[str, Any]:
        return await sync_to_async(self._get_session)(no_load)

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    async def aflush(self) -> None:
        await sync_to_async(self.flush)()

    async def aexists(self, session_key: str) -> bool:
        return self.exists(session_key)

    async def acreate(self) -> None:
        self.create()

    async def acycle_key(self) -> None:
        self.cycle_key()

    async def aset_expiry(self, value: object) -> None:
        self.set_expiry(value)
