"""A session that ended stays ended on a primary that had not heard of it."""

from time import monotonic, sleep

from unstuck_django.store.keys import Keys

from .cases import LossyCase


class RepetitionTests(LossyCase):
    def come_back(self, token, end):
        """Ends a session, and puts it back as on a replica that lacks this end."""
        tag, session_id, _ = token.split(".")
        index, record = Keys().index(tag), Keys().record(tag, session_id)
        score, kept = self.server.admin.zscore(index, session_id), self.server.admin.get(record)
        end(token)
        self.server.admin.zadd(index, {session_id: score})
        self.server.admin.set(record, kept)
        self.assertIsNotNone(self.behind.read(token), "without a new connection it is back")

    def listens(self):
        end = monotonic() + 5
        while not self.server.admin.pubsub_numsub("unstuck:revoked")[0][1]:
            self.assertLess(monotonic(), end, "the store listens")
            sleep(0.02)

    def test_what_this_service_ended_is_ended_again_on_a_new_connection(self):
        token = self.server.sign_in("own")
        self.behind.read(token)
        self.listens()
        self.come_back(token, self.behind.revoke)
        self.proxy.cut()
        self.assertIsNone(self.behind.read(token))

    def test_what_another_store_announced_is_ended_again_on_a_new_connection(self):
        token = self.server.sign_in("announced")
        self.behind.read(token)
        self.listens()
        self.come_back(token, self.other.revoke)
        end = monotonic() + 5
        while self.behind.read(token) is not None:
            self.assertLess(monotonic(), end, "what was announced is ended again")
            self.proxy.cut()
            sleep(0.05)
