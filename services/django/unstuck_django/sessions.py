"""
The app's login as Django's `request.session`: set SESSION_ENGINE to this module.

Two ideas of a session meet here. Django makes keys of its own, sends its own cookie, and takes the
key as proof. Here the app's sealed cookie holds a token, and only the token proves anything. So:

- `session_key` is the session's public id, which may be logged. Nothing finds a session by it.
- The dictionary is this service's own part of the login's record. A save writes the top-level keys
  that this request changed and leaves the others as they are now: two requests at once lose
  nothing of each other's unless they set the same key.
- Logins begin at the app. A visitor without one has an empty session that can't be saved, and a
  save never brings back a login that ended.
- `flush()`, and so `logout()`, ends the login for everybody.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError

from .asynchronous import AsynchronousSession
from .configuration import sessions
from .errors import LoginsBeginAtTheApp, NoLogin
from .store.changer import Change
from .store.codec import pack
from .store.session import Session

#: The part that several services keep together.
SHARED = "shared"


def part_name() -> str:
    """This service's name in the record: the setting UNSTUCK_PART."""
    return getattr(settings, "UNSTUCK_PART", "django")


class SessionStore(AsynchronousSession):
    def __init__(self, session_key: str | None = None, *, token: str | None = None, **how: bool):
        """
        @param session_key Ignored: a key that a browser sent as Django's own leads nowhere.
        @param how `slide` and `patient`, as Sessions.read has them.
        """
        super().__init__(None)
        self._token = token
        self._how = how
        self._login: Session | None = None
        self._asked = token is None
        self._before: dict[str, bytes] = {}
        #: Whether this request ended the login.
        self.ended = False

    def ask(self) -> Session | None:
        """The login: 1 Redis round trip per request, none without the app's cookie."""
        if not self._asked and self._token is not None:
            self._login = sessions().read(self._token, **self._how)
            self._asked = True
        return self._login

    @property
    def login(self) -> Session | None:
        """The same for a view, whose answer then differs by cookie. Raises RedisUnavailable."""
        self.accessed = True
        return self.ask()

    @property
    def session_key(self) -> str | None:
        login = self.ask()
        return login.id if login else None

    #: The base class reads it under this name, and sets one that it made.
    _session_key = property(lambda self: self.session_key, lambda self, value: None)

    @property
    def shared(self) -> dict[str, Any]:
        """The values that several services keep together, to read."""
        return (self.login.part(SHARED) if self.login else None) or {}

    def change_shared(self, change: Change) -> dict[str, Any]:
        """
        Changes the values that several services keep together, by compare-and-set. `change` gets
        the present values, once for each try, and returns the new ones. 1 durable round trip, more
        only under conflict. Raises NoLogin, UpdateError where the login ended meanwhile, and the
        errors of a write.
        """
        self._write(SHARED, lambda kept: change(kept or {}))
        return self.shared

    def load(self) -> dict[str, Any]:
        own = (self.login.part(part_name()) if self.login else None) or {}
        self._before = {key: pack(value) for key, value in own.items()}
        return own

    def save(self, must_create: bool = False) -> None:
        """
        1 durable round trip, more only under conflict; none where nothing changed. Errors as above.
        """
        if must_create:
            raise LoginsBeginAtTheApp
        own = self._get_session()
        now = {key: pack(value) for key, value in own.items()}
        changed = {key: own[key] for key in now if self._before.get(key) != now[key]}
        removed = self._before.keys() - now.keys()

        def change(part: dict[str, Any] | None) -> dict[str, Any] | None:
            kept = {key: value for key, value in (part or {}).items() if key not in removed}
            return (kept | changed) or None

        if changed or removed:
            self._write(part_name(), change)
        self._before = now
        self.modified = False

    def delete(self, session_key: str | None = None) -> None:
        """
        Ends the login for everybody, and the login that the app has yet to end in its favor: 1
        durable round trip for each. Raises NotDurable and RedisUnavailable, and may be repeated.
        @param session_key The key of another session ends nothing: knowing an id is no right to end
        it.
        """
        if self._token is None or session_key not in (None, self.session_key):
            return
        replaced = (self._login.data if self._login else {}).get("replaces")
        if isinstance(replaced, dict):
            sessions().revoke_id(replaced["user"], replaced["id"])
        sessions().revoke(self._token)
        self._login, self._token = None, None

    def flush(self) -> None:
        self.delete()
        self.clear()
        self._before = {}
        self.modified = False
        self.ended = True

    def exists(self, session_key: str) -> bool:
        return False

    def create(self) -> None:
        raise LoginsBeginAtTheApp

    def cycle_key(self) -> None:
        raise LoginsBeginAtTheApp

    def set_expiry(self, value: object) -> None:
        raise LoginsBeginAtTheApp

    @classmethod
    def clear_expired(cls) -> None:
        """Does nothing, because Redis clears them."""

    def _write(self, part: str, change: Change) -> None:
        if self.login is None:
            raise NoLogin
        self._login = sessions().update(self.login, part, change)
        if self._login is None:
            raise UpdateError
