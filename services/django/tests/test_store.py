"""The store on a real Redis."""

from threading import Thread

from redis.exceptions import ResponseError

from unstuck_django.store.errors import (
    NotDurable,
    PartTooLarge,
    RedisMisconfigured,
    RedisUnavailable,
    UnknownFormat,
)

from .cases import RedisCase
from .server import RedisServer


class StoreTests(RedisCase):
    def setUp(self):
        self.sessions = self.server.sessions()
        self.addCleanup(self.sessions.close)

    def test_a_login_is_read_with_one_call_and_what_is_no_token_with_none(self):
        token = self.server.sign_in("reads")
        self.sessions.read(token)
        before = self.server.calls()
        session = self.sessions.read(token)
        self.assertEqual(
            (session.user, session.data, session.superseded), ("reads", {"name": "Ada"}, False)
        )
        self.assertEqual(self.server.calls() - before, 1)
        for text in ("", "no token", f"eu.{token}"):
            self.assertIsNone(self.sessions.read(text))
        self.assertEqual(self.server.calls() - before, 1)

    def test_a_server_that_forgot_the_scripts_is_sent_them_again(self):
        token = self.server.sign_in("forgotten")
        for ask in (self.sessions.read, self.sessions.revoke):
            self.server.admin.script_flush()
            self.assertTrue(ask(token))
        self.assertIsNone(self.sessions.read(token))

    def test_a_part_is_changed_and_everything_else_stays(self):
        token = self.server.sign_in("parts", parts={"express": {"visits": 3}})
        session = self.sessions.read(token)
        later = self.sessions.update(session, "django", lambda part: {**(part or {}), "a": 1})
        self.assertEqual(later.part("django"), {"a": 1})
        again = self.sessions.read(token)
        self.assertEqual(again.content, later.content)
        self.assertEqual((again.part("express"), again.data), ({"visits": 3}, {"name": "Ada"}))
        emptied = self.sessions.update(again, "django", lambda part: None)
        self.assertEqual(list(emptied.content.parts), ["express"])

    def test_of_changes_at_once_none_is_lost(self):
        token = self.server.sign_in("at-once")
        session = self.sessions.read(token)

        def count(part):
            return {"count": (part or {}).get("count", 0) + 1}

        threads = [
            Thread(target=self.sessions.update, args=(session, "shared", count)) for _ in range(50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.sessions.read(token).part("shared"), {"count": 50})

    def test_a_part_over_its_budget_names_the_service_and_writes_nothing(self):
        token = self.server.sign_in("large")
        session = self.sessions.read(token)
        before = self.server.admin.get(self.server.record_key(token))
        with self.assertRaisesRegex(PartTooLarge, "`shop`.* 1024 "):
            self.sessions.update(session, "shop", lambda part: {"text": "x" * 1024})
        self.assertEqual(self.server.admin.get(self.server.record_key(token)), before)
        fits = {"text": "x" * (1024 - 9)}
        self.assertIsNotNone(self.sessions.update(session, "shop", lambda part: fits))

    def test_a_change_never_brings_back_a_session_that_ended(self):
        token = self.server.sign_in("ended")
        session = self.sessions.read(token)
        self.assertTrue(self.sessions.revoke(token))
        self.assertIsNone(self.sessions.update(session, "django", lambda part: {"a": 1}))
        self.assertIsNone(self.sessions.read(token))
        self.assertFalse(self.sessions.revoke(token))

    def test_a_session_is_revoked_by_its_id(self):
        token = self.server.sign_in("by-id")
        self.assertTrue(self.sessions.revoke_id("by-id", self.sessions.read(token).id))
        self.assertIsNone(self.sessions.read(token))

    def test_the_end_of_a_session_is_announced(self):
        token = self.server.sign_in("announced")
        listener = self.server.admin.pubsub(ignore_subscribe_messages=True)
        self.addCleanup(listener.close)
        listener.subscribe("unstuck:revoked")
        listener.get_message(timeout=2)
        self.sessions.revoke(token)
        message = listener.get_message(timeout=2)
        tag, session_id, _ = token.split(".")
        self.assertRegex(
            message["data"].decode(),
            rf'^{{"by":"[0-9a-f-]{{36}}","tag":"{tag}","ids":\["{session_id}"\]}}$',
        )

    def test_a_sign_out_that_too_few_replicas_have_is_an_error(self):
        token = self.server.sign_in("not-durable")
        sessions = self.server.sessions("?replicas=1")
        self.addCleanup(sessions.close)
        with self.assertRaisesRegex(NotDurable, "0 of 1"):
            sessions.revoke(token)

    def test_what_is_about_one_record_is_no_outage(self):
        token = self.server.sign_in("layout")
        self.server.admin.setrange(self.server.record_key(token), 0, b"\x09")
        with self.assertRaises(UnknownFormat):
            self.sessions.read(token)
        self.server.admin.delete(self.server.record_key(token))
        self.server.admin.rpush(self.server.record_key(token), "x")
        with self.assertRaisesRegex(ResponseError, "WRONGTYPE"):
            self.sessions.read(token)

    def test_every_other_refusal_is_unavailable(self):
        token = self.server.sign_in("refused")
        self.server.admin.execute_command("ACL", "SETUSER", "default", "-evalsha", "-eval")
        self.addCleanup(self.server.admin.execute_command, "ACL", "SETUSER", "default", "+@all")
        with self.assertRaisesRegex(RedisMisconfigured, "ACL"):
            self.sessions.read(token)

    def test_no_redis_is_unavailable_within_a_reads_deadline(self):
        gone = RedisServer()
        sessions = gone.sessions()
        token = gone.sign_in("gone")
        self.assertIsNotNone(sessions.read(token))
        gone.stop()
        with self.assertRaisesRegex(RedisUnavailable, "REDIS_URL"):
            sessions.read(token)
