"""request.user follows the login."""

import unittest

from django.core.management import call_command

from unstuck_django.configuration import sessions

from .project import server

# This import works only once the project is set up.
from unstuck_django.backend import LoginBackend


class UserTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        call_command("migrate", verbosity=0)

    def user(self, name_here="user-1", **data):
        return LoginBackend().authenticate(None, sessions().read(server.sign_in(name_here, data)))

    def test_a_user_is_made_once_and_follows_the_login(self):
        first = self.user(name="Ada", email="ada@example.com", role="user")
        self.assertEqual((first.username, first.first_name), ("user-1", "Ada"))
        self.assertFalse(first.has_usable_password())
        self.assertFalse(first.is_staff or first.is_superuser)
        again = self.user(name="Ada L.", email="al@example.com", role="operator")
        self.assertEqual(again.pk, first.pk)
        again.refresh_from_db()
        self.assertEqual((again.first_name, again.email), ("Ada L.", "al@example.com"))
        self.assertEqual([group.name for group in again.groups.all()], ["operator"])

    def test_a_group_that_is_no_role_of_the_app_stays(self):
        user = self.user("user-2", name="Ada", role="user")
        user.groups.create(name="writers")
        self.user("user-2", name="Ada", role="made-up")
        self.assertEqual([group.name for group in user.groups.all()], ["writers"])

    def test_a_user_who_was_switched_off_here_is_nobody(self):
        user = self.user("user-3", name="Ada", role="user")
        user.is_active = False
        user.save()
        self.assertIsNone(self.user("user-3", name="Ada", role="user"))
