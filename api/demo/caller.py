"""One of the demo's people at the Next Step API."""

from typing import Any, Self

import httpx

from api.demo.terminal import Terminal

PREFIX = "/powerauth-nextstep"


class Unexpected(Exception):
    """The engine answered what the story does not foresee; the message holds the answer."""

    @classmethod
    def of(cls, verb: str, path: str, answer: httpx.Response) -> Self:
        """What an answer refuses: its status, and the error's code and message where it has them."""
        try:
            error = answer.json()["responseObject"]
            why, text = str(error["message"]), f"{error['code']}: {error['message']}"
        except (ValueError, TypeError, KeyError):
            why = text = answer.text
        return cls(f"{verb} {path} was answered {answer.status_code} {text}", why)

    def __init__(self, text: str, why: str = "") -> None:
        super().__init__(text)
        self.why = why


class BankRefused(Unexpected):
    """The engine understood what it was asked, and refuses it: `why` is its own word for what is wrong with it."""


class Caller:
    """Sends what a role wants, and shows it. `role` is "bank", "web flow" or "user"."""

    def __init__(self, role: str, http: httpx.Client, terminal: Terminal) -> None:
        self._role = role
        self._http = http
        self._terminal = terminal

    def __call__(
        self, purpose: str, verb: str, path: str, language: str | None = None, /, **request: Any
    ) -> dict[str, Any]:
        """The `responseObject` of the answer. Raises `Unexpected` where it is an error."""
        answer = self._ask(purpose, verb, path, language, request)
        if answer.status_code != 200:
            raise Unexpected.of(verb, path, answer)
        found: dict[str, Any] = answer.json()["responseObject"]
        return found

    def unless_there(self, purpose: str, verb: str, path: str, **request: Any) -> None:
        """Create what an earlier demo may have created. Raises `Unexpected` where it is refused for another reason."""
        answer = self._ask(purpose, verb, path, None, request)
        if answer.status_code != 200 and "_ALREADY_EXISTS" not in answer.text:
            raise Unexpected.of(verb, path, answer)

    def _ask(self, purpose: str, verb: str, path: str, language: str | None, request: dict[str, Any]) -> httpx.Response:
        self._terminal.call(self._role, purpose, verb, path, request)
        headers = {"Accept-Language": language} if language else {}
        return self._http.request(verb, PREFIX + path, json={"requestObject": request}, headers=headers)
