"""What Django asks of a session that only the app can do."""


class NoLogin(Exception):
    """Something was to be kept for a visitor who has not signed in; nothing was."""

    def __init__(self) -> None:
        super().__init__(
            "request.session belongs to the app's login, and this visitor has none, so nothing can "
            "be kept in it. Ask request.user.is_authenticated first, or use @login_required."
        )


class LoginsBeginAtTheApp(Exception):
    """Django was to begin a session, or to decide how long one lives."""

    def __init__(self) -> None:
        super().__init__(
            "The app begins logins and decides how long they live: send the person to LOGIN_URL."
        )
