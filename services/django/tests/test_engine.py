"""request.session on a real Redis."""

import unittest

from asgiref.sync import async_to_sync
from django.contrib.sessions.backends.base import UpdateError

from unstuck_django.configuration import sessions
from unstuck_django.errors import LoginsBeginAtTheApp, NoLogin

from .project import server

# This import works only once the project is set up.
from unstuck_django.sessions import SessionStore


class SessionTests(unittest.TestCase):
    def test_a_save_writes_only_the_keys_that_the_request_changed(self):
        token = server.sign_in("keys", parts={"django": {"a": 1, "b": 1, "c": 1}})
        one, other = SessionStore(token=token), SessionStore(token=token)
        self.assertEqual((one["a"], other["a"]), (1, 1))
        one["a"] = 2
        del one["c"]
        other["b"] = 2
        other["d"] = {"new": True}
        one.save()
        other.save()
        self.assertEqual(
            dict(SessionStore(token=token).items()), {"a": 2, "b": 2, "d": {"new": True}}
        )

    def test_a_save_of_nothing_new_writes_nothing(self):
        token = server.sign_in("same", parts={"django": {"a": [1]}})
        session = SessionStore(token=token)
        session["a"] = [1]
        record = server.admin.get(server.record_key(token))
        session.save()
        self.assertEqual(server.admin.get(server.record_key(token)), record)

    def test_a_save_never_brings_back_a_login_that_ended(self):
        token = server.sign_in("interrupted")
        session = SessionStore(token=token)
        session["a"] = 1
        sessions().revoke(token)
        with self.assertRaises(UpdateError):
            session.save()
        self.assertFalse(server.admin.exists(server.record_key(token)))

    def test_without_a_login_there_is_an_empty_session_that_cant_be_saved(self):
        session = SessionStore("a-key-of-djangos-own")
        self.assertIsNone(session.session_key)
        self.assertEqual(dict(session.items()), {})
        session["a"] = 1
        with self.assertRaisesRegex(NoLogin, "has none"):
            session.save()

    def test_django_begins_no_login_and_sets_no_end_of_one(self):
        session = SessionStore(token=server.sign_in("begin"))
        for begin in (session.create, session.cycle_key, lambda: session.set_expiry(10)):
            self.assertRaises(LoginsBeginAtTheApp, begin)

    def test_another_sessions_key_ends_nothing(self):
        own, other = server.sign_in("key-holder"), server.sign_in("key-owner")
        SessionStore(token=own).delete(sessions().read(other).id)
        self.assertTrue(sessions().read(own) and sessions().read(other))

    def test_a_flush_ends_the_login_and_the_one_that_it_replaced(self):
        earlier = server.sign_in("earlier")
        replaces = {"user": "earlier", "id": sessions().read(earlier).id}
        token = server.sign_in("later", {"name": "Ada", "replaces": replaces})
        session = SessionStore(token=token)
        self.assertEqual(session.session_key, sessions().read(token).id)
        session.flush()
        self.assertIsNone(sessions().read(token))
        self.assertIsNone(sessions().read(earlier))
        self.assertTrue(session.ended and session.session_key is None)


class AsynchronousTests(unittest.TestCase):
    def test_an_asynchronous_view_has_the_same_session(self):
        token = server.sign_in("asynchronous", parts={"django": {"a": 1}})

        async def view():
            session = SessionStore(token=token)
            await session.aset("b", await session.aget("a") + 1)
            await session.asave()
            other = SessionStore(token=token)
            saved = await other.aget("b")
            await other.aflush()
            return saved

        self.assertEqual(async_to_sync(view)(), 2)
        self.assertIsNone(sessions().read(token))
