"""The signed-in person as a user of this project. Set AUTHENTICATION_BACKENDS to LoginBackend."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.http import HttpRequest

from .store.session import Session

#: The app's roles (lib/users/user.ts). Of these groups, a user has only that of the login; other
#: groups stay.
ROLES = ("user", "operator")


class LoginBackend(ModelBackend):
    """The user's name here is the app's id of the person, which stays when the address changes."""

    def authenticate(
        self, request: HttpRequest | None, login: Session | None = None, **_: Any
    ) -> Any:
        """
        The user of a login. It is made at first sight, with the name, address and role that the
        login has now: 2 queries, and a write only where one of them differs. None without a login,
        and for a user who was switched off here (`is_active`).
        """
        if login is None:
            return None
        model = get_user_model()
        told = {
            "first_name": str(login.data.get("name") or "")[:150],
            "email": str(login.data.get("email") or "")[:254],
        }
        user, _made = model.objects.get_or_create(
            **{model.USERNAME_FIELD: login.user}, defaults={**told, "password": make_password(None)}
        )
        changed = [name for name, value in told.items() if getattr(user, name) != value]
        if changed:
            for name in changed:
                setattr(user, name, told[name])
            user.save(update_fields=changed)
        _have_role(user, login.data.get("role"))
        user.backend = f"{__name__}.{type(self).__qualname__}"
        return user if self.user_can_authenticate(user) else None


def _have_role(user: Any, role: object) -> None:
    groups = set(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    wanted = {role} & set(ROLES)
    if groups == wanted:
        return
    user.groups.remove(*Group.objects.filter(name__in=groups - wanted))
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in wanted - groups))
