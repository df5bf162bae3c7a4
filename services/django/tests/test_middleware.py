"""The work of the middleware around a view."""

import unittest

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpResponse
from django.test import RequestFactory

from unstuck_django.configuration import sessions
from unstuck_django.errors import NoLogin

from .project import server

# This import works only once the project is set up.
from unstuck_django.middleware import LoginMiddleware
from unstuck_django.sessions import SessionStore


class MiddlewareTests(unittest.TestCase):
    def answered(self, token, view):
        def get_response(request):
            request.session = SessionStore(token=token)
            return view(request) or HttpResponse("done")

        return LoginMiddleware(get_response)(RequestFactory().get("/"))

    def test_what_a_view_changed_is_saved_after_it_and_no_cookie_is_set(self):
        token = server.sign_in("saved")
        answer = self.answered(token, lambda request: request.session.update({"a": 1}))
        self.assertEqual(SessionStore(token=token)["a"], 1)
        self.assertEqual((answer.headers["Vary"], len(answer.cookies)), ("Cookie", 0))

    def test_a_login_that_ends_during_its_request_interrupts_it(self):
        token = server.sign_in("ends-meanwhile")

        def view(request):
            request.session["a"] = 1
            sessions().revoke(token)

        self.assertRaises(SessionInterrupted, self.answered, token, view)

    def test_a_view_that_keeps_something_for_nobody_is_an_error(self):
        view = lambda request: request.session.update({"a": 1})  # noqa: E731
        self.assertRaises(NoLogin, self.answered, None, view)
