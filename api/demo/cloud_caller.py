"""The demo's bank at the PowerAuth Cloud API."""

from typing import Any

import httpx

from api.demo.caller import BankRefused, Unexpected
from api.demo.terminal import Terminal

PREFIX = "/powerauth-cloud"


class CloudCaller:
    """Sends what the bank wants as `credentials` (name and password), and shows it."""

    def __init__(self, role: str, http: httpx.Client, terminal: Terminal, credentials: tuple[str, str]) -> None:
        self._role = role
        self._http = http
        self._terminal = terminal
        self._credentials = credentials

    def __call__(self, purpose: str, verb: str, path: str, **request: Any) -> dict[str, Any]:
        """The answer. Raises `BankRefused` where it is about what was asked, `Unexpected` where it is another error."""
        self._terminal.call(self._role, purpose, verb, path, request)
        return _content(verb, path, self._send(verb, path, request))

    def quietly(self, verb: str, path: str, **request: Any) -> dict[str, Any] | None:
        """The answer, and nothing is shown; null where what is asked for is not there. Raises `Unexpected` for other errors."""
        answer = self._send(verb, path, request)
        return None if answer.status_code == 400 else _content(verb, path, answer)

    def _send(self, verb: str, path: str, request: dict[str, Any]) -> httpx.Response:
        answer = self._http.request(verb, PREFIX + path, auth=self._credentials, json=request or None)
        if answer.status_code == 401:
            raise Unexpected(
                f"{self._credentials[0]} may not {verb} {path}: was his password changed since it was kept in NEXTSTEP_HOME?"
            )
        return answer


def _content(verb: str, path: str, answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise (BankRefused if answer.status_code == 400 else Unexpected).of(verb, path, answer)
    found: dict[str, Any] = answer.json()
    return found
