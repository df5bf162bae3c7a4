"""
The answer while Redis can't say: 503 with Retry-After. The person stays signed in, and the cookie
stays.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse

_TITLE = "Sessions can't be checked right now"
_PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{_TITLE}</title>
<h1>{_TITLE}</h1><p>You are still signed in. Try again in a moment.</p></html>"""


def unavailable(request: HttpRequest, retry_after: int) -> HttpResponse:
    is_page = request.accepts("text/html")
    answer = HttpResponse(_PAGE) if is_page else JsonResponse({"title": _TITLE})
    answer.status_code = 503
    answer.headers["Retry-After"] = str(retry_after)
    answer.headers["Cache-Control"] = "no-store"
    return answer
