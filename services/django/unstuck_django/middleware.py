"""
The entries for a project's MIDDLEWARE: SameOriginMiddleware, LoginMiddleware in the place of
Django's SessionMiddleware, and UserMiddleware in the place of its AuthenticationMiddleware.
"""

import re
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from .backend import LoginBackend
from .configuration import configuration
from .cookies import clear_cookie, has_cookie, is_by_itself, shown_token
from .store.errors import RedisUnavailable
from .unavailable import unavailable

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
#: Seconds within which a request must arrive. A token that is shown later would be taken for a
#: copy.
_ARRIVES_WITHIN = 30.0


class SameOriginMiddleware(MiddlewareMixin):
    """
    Refuses a request by which a page of another site would change something, by the app's rule.
    Browsers send Sec-Fetch-Site, and older ones send Origin with every cross-site POST. Forms need
    no token, so Django's CsrfViewMiddleware, which sets a cookie, isn't needed beside it.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method in _SAFE or _is_same_origin(request):
            return None
        return JsonResponse({"title": "Cross-site request"}, status=403)


class LoginMiddleware(SessionMiddleware):
    """Gives a request its session, which is the app's login. It sets no cookie of Django's own."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        token = shown_token(request)
        slide, patient = not is_by_itself(request), request.method not in _SAFE
        request.session = self.SessionStore(token=token, slide=slide, patient=patient)
        return unavailable(request, 1) if token and _is_late(request) else None

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        # The session is read here and not at its first use. That may be in a place whose errors no
        # middleware gets to see: another middleware, or a template.
        try:
            request.session.ask()
        except RedisUnavailable as error:
            return unavailable(request, error.retry_after)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RedisUnavailable):
            return unavailable(request, error.retry_after)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is None:
            return response
        if session.modified and response.status_code < 500:
            try:
                session.save()
            except RedisUnavailable as error:
                response = unavailable(request, error.retry_after)
            except UpdateError as error:
                raise SessionInterrupted(
                    "The login ended before the request was complete."
                ) from error
        if session.accessed:
            patch_vary_headers(response, ("Cookie",))
        if session.ended and has_cookie(request):
            clear_cookie(response)
        return response


class UserMiddleware(AuthenticationMiddleware):
    """
    Gives a request its user, whom the login names. The user is looked up at the first question.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))
        request.auser = lambda: sync_to_async(_user_of)(request)


def _user_of(request: HttpRequest) -> Any:
    if not hasattr(request, "_cached_user"):
        user = LoginBackend().authenticate(request, login=request.session.login)
        request._cached_user = user or AnonymousUser()
    return request._cached_user


def _is_late(request: HttpRequest) -> bool:
    """Judges by the time that nginx had the request before it handed it on, as nginx reports it."""
    said = request.headers.get("x-arrival-seconds", "")
    return re.fullmatch(r"\d+(\.\d+)?", said) is not None and float(said) > _ARRIVES_WITHIN


def _is_same_origin(request: HttpRequest) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin == configuration().site_url
