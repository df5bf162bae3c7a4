"""Each view has only the means of any Django project: request.user, request.session, logout()."""

import os
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unstuck_django.configuration import configuration, sessions
from unstuck_django.store.errors import PartTooLarge, RedisUnavailable

#: A cart has to fit into its part's 1024 bytes.
_LONGEST_ITEM = 40


@require_GET
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    cart = request.session.shared.get("cart", [])
    return render(request, "home.html", {"answered_by": _answered_by(), "cart": cart})


@require_POST
@login_required
def add_to_cart(request: HttpRequest) -> HttpResponse:
    item = request.POST.get("item", "").strip()[:_LONGEST_ITEM]

    def change(shared: dict[str, Any]) -> dict[str, Any]:
        return {**shared, "cart": [*shared.get("cart", []), item]}

    try:
        cart = request.session.change_shared(change)["cart"] if item else []
    except PartTooLarge:
        return JsonResponse({"title": "The cart is full"}, status=413)
    if request.accepts("text/html"):
        return redirect("home")
    return JsonResponse({"cart": cart})


@require_POST
@login_required
def count_visit(request: HttpRequest) -> HttpResponse:
    """Counts in request.session, as Django projects do: two at once may count as one."""
    request.session["visits"] = request.session.get("visits", 0) + 1
    # The view saves before the answer. A save at its end could fail after the page has said that
    # the visit was counted.
    request.session.save()
    return JsonResponse({"visits": request.session["visits"]})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@require_GET
@never_cache
def whoami(request: HttpRequest) -> HttpResponse:
    login = request.session.login
    if login is None:
        return JsonResponse({"signedIn": False, **_answered_by()})
    return JsonResponse(
        {
            "service": "django",
            "signedIn": True,
            "id": login.id,
            "user": login.user,
            "name": request.user.first_name,
            "groups": sorted(group.name for group in request.user.groups.all()),
            **_answered_by(),
        }
    )


@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    try:
        sessions().ping()
    except RedisUnavailable as error:
        answer = JsonResponse({"status": "unavailable"}, status=503)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return JsonResponse({"status": "ok"})


def _answered_by() -> dict[str, Any]:
    return {"node": configuration().node_name, "process": os.getpid()}
