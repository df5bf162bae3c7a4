"""An error names settings that are missing or wrong, and shows no value."""

import unittest

from django.core.exceptions import ImproperlyConfigured

from unstuck_django.configuration import from_environment
from unstuck_django.store.url import BadRedisUrl, parse_redis_url

from .server import KEY

GIVEN = {
    "REDIS_URL": "redis://app:secret@redis:6379",
    "SESSION_SEAL_KEYS": KEY,
    "SESSION_PEPPERS": f"{KEY}, {KEY[::-1]}x",
    "SESSION_ENVELOPE_KEYS": KEY,
}


class ConfigurationTests(unittest.TestCase):
    def test_every_missing_setting_is_named(self):
        with self.assertRaises(ImproperlyConfigured) as raised:
            from_environment({})
        for name in GIVEN:
            self.assertIn(f"{name} is missing", str(raised.exception))

    def test_a_wrong_setting_is_named_and_its_value_is_not_shown(self):
        wrong = {
            "SITE_URL": "localhost:8080/wrong-value",
            "SESSION_IDLE_SECONDS": "wrong-value",
            "SESSION_PEPPERS": "wrong-value",
            "REDIS_URL": "redis://app:wrong@value@redis",
        }
        for name, value in wrong.items():
            with self.assertRaises(ImproperlyConfigured) as raised:
                from_environment({**GIVEN, name: value})
            self.assertIn(name, str(raised.exception))
            self.assertNotIn(value, str(raised.exception))
            self.assertNotIn(KEY, repr(from_environment(GIVEN)))

    def test_a_ring_has_every_key_and_the_cookies_name_follows_the_address(self):
        found = from_environment({**GIVEN, "SITE_URL": "https://shop.example"})
        self.assertEqual(found.peppers, (KEY, f"{KEY[::-1]}x"))
        self.assertTrue(found.is_https)
        self.assertEqual((found.host, found.idle_seconds), ("shop.example", 1800))

    def test_a_redis_url_is_read_as_the_app_reads_it(self):
        sentinel = parse_redis_url(
            "redis+sentinel://app:p%40ss@a:1,[::1]:2,c/main?replicas=2&sentinel-user=s&sentinel-password=t"
        )
        self.assertEqual(sentinel.addresses, (("a", 1), ("::1", 2), ("c", 26379)))
        self.assertEqual((sentinel.primary_name, sentinel.replicas), ("main", 2))
        self.assertEqual((sentinel.password, sentinel.sentinel_password), ("p@ss", "t"))
        self.assertEqual(parse_redis_url("redis+sentinel://a/main").replicas, 1)
        plain = parse_redis_url("rediss://:secret@redis/3")
        self.assertEqual((plain.tls, plain.db, plain.replicas), (True, 3, 0))
        for url in (
            "http://redis",
            "redis://a,b",
            "redis+cluster://a",
            "redis+sentinel://a",
            "redis://a?replica=1",
            "redis://a?replicas=",
            "redis://a:99999",
            "redis://a b",
        ):
            self.assertRaises(BadRedisUrl, parse_redis_url, url)
