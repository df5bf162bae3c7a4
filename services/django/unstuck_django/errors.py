"""The things that Django asks of a session and that only the app can do."""


class NoLogin(Exception):
    """A view wanted to keep something for a visitor who has not signed in. Nothing was kept."""

    def __init__(self) -> None:
        super().__init__(
            "request.session belongs to the app's login, and this visitor has none, so nothing can "
            "be kept in it. Ask request.user.is_authenticated first, or use @login_required."
        )


class LoginsBeginAtTheApp(Exception):
    """A view wanted Django to begin a session, or to decide how long one lives."""

    def __init__(self) -> None:
        super().__init__(
            "The app begins logins and decides how long they live: send the person to LOGIN_URL."
        )
