"""
The app's cookies in a request (lib/auth/iron.ts, by-itself.ts), and the answer that takes the
login's cookie away.
"""

from django.http import HttpRequest, HttpResponse

from .configuration import configuration, seals


def cookie_name() -> str:
    """
    `__Host-` binds the cookie to this host over HTTPS; browsers refuse that name without Secure.
    """
    return "__Host-unstuck" if configuration().is_https else "unstuck"


def shown_token(request: HttpRequest) -> str | None:
    """
    The token in the app's cookie, if the app sealed it. No round trip. Of two cookies with one
    name, the first counts.
    """
    sent = _first(request, cookie_name())
    return seals().token_in(sent) if sent else None


def has_cookie(request: HttpRequest) -> bool:
    return _first(request, cookie_name()) is not None


def is_by_itself(request: HttpRequest) -> bool:
    """
    Whether a page says that it made the request by itself. Such a request doesn't prolong the
    login.
    """
    headers = request.headers
    if "x-by-itself" in headers or headers.get("sec-purpose", "").startswith("prefetch"):
        return True
    return (
        _first(request, "__Host-by-itself" if configuration().is_https else "by-itself") is not None
    )


def clear_cookie(response: HttpResponse) -> None:
    """
    This uses the very attributes with which the app sets the cookie, so that the browser takes it
    for the same.
    """
    response.set_cookie(
        cookie_name(),
        "",
        max_age=0,
        path="/",
        secure=configuration().is_https,
        httponly=True,
        samesite="Lax",
    )


def _first(request: HttpRequest, name: str) -> str | None:
    # This does not use request.COOKIES, where the last one counts.
    for pair in request.headers.get("cookie", "").split(";"):
        key, is_pair, value = pair.lstrip(" ").partition("=")
        if is_pair and key == name:
            return value
    return None
