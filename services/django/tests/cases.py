"""The beginning that several test cases share."""

import unittest

from .proxy import LossyProxy
from .server import RedisServer


class RedisCase(unittest.TestCase):
    """A Redis server of the class's own."""

    @classmethod
    def setUpClass(cls):
        cls.server = RedisServer()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()


class LossyCase(RedisCase):
    """Two stores on it: one behind a proxy that loses answers, and one beside it."""

    def setUp(self):
        self.proxy = LossyProxy(self.server.port)
        self.addCleanup(self.proxy.close)
        self.behind = self.server.sessions(port=self.proxy.port)
        self.other = self.server.sessions()
        for sessions in (self.behind, self.other):
            self.addCleanup(sessions.close)
