"""Which logins the audit was told of lately: who calls a hundred times a second is told of once in a minute."""

import time

_SECONDS = 60
_MAX_REMEMBERED = 1000


class ToldLogins:
    """One per process and kind of login; only who could show who he is is remembered."""

    def __init__(self) -> None:
        self._recorded_at: dict[str, float] = {}

    def is_news(self, login: str) -> bool:
        """Whether it was not told within the last minute."""
        return time.monotonic() - self._recorded_at.get(login, float("-inf")) >= _SECONDS

    def remember(self, login: str) -> None:
        """It was told: only now, since who tells the audit may find the database away."""
        if len(self._recorded_at) > _MAX_REMEMBERED:
            self._recorded_at.clear()
        self._recorded_at[login] = time.monotonic()
