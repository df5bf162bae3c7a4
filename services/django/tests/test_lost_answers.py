"""A write whose answer is lost is done once, however often the store sends it again."""

from .cases import LossyCase


def one_more(part):
    return {"count": (part or {}).get("count", 0) + 1}


class LostAnswerTests(LossyCase):
    def test_a_change_counts_once_even_if_another_was_built_on_it_since(self):
        token = self.server.sign_in("counts-once")
        # The update runs once before. Otherwise the lost answer would be that Redis doesn't know
        # the script.
        session = self.behind.update(self.behind.read(token), "shared", one_more)

        def build_on_it():
            self.other.update(self.other.read(token), "shared", one_more)

        self.proxy.on_loss = build_on_it
        self.proxy.losing = 1
        self.assertIsNotNone(self.behind.update(session, "shared", one_more))
        self.assertEqual(self.proxy.losing, 0)
        self.assertEqual(self.other.read(token).part("shared"), {"count": 3})

    def test_a_read_is_asked_again(self):
        token = self.server.sign_in("read-again")
        self.behind.read(token)
        self.proxy.losing = 2
        self.assertEqual(self.behind.read(token).user, "read-again")

    def test_a_sign_out_is_sent_again(self):
        token = self.server.sign_in("signed-out")
        self.behind.revoke(self.server.sign_in("before"))
        self.proxy.losing = 1
        self.behind.revoke(token)
        self.assertEqual(self.proxy.losing, 0)
        self.assertIsNone(self.other.read(token))
