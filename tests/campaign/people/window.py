"""Windows of one browser: they share a cookie, and each shows a page. Forms are pressed once, twice, or into a broken line."""

import random
import socket
import threading
import time
from collections import Counter
from urllib.parse import urlencode, urlsplit

import httpx

from tests.campaign.people.seen_page import SeenForm, SeenPage, seen

LANGUAGES = ("en", "cs", "sk", "de")
_PATIENCE = 90


class Browser:
    """One profile. `statuses` counts what was answered; `tokens` are those of the forms that it was shown, the last one last."""

    def __init__(self, base_url: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.http = httpx.Client(base_url=base_url, timeout=_PATIENCE, headers={"Accept-Language": "en-GB"})
        self.statuses: Counter[str] = Counter()
        self.tokens: list[str] = []

    def open(self, path: str = "/demo") -> "Window":
        """A window at that address."""
        window = Window(self)
        window.go(path)
        return window


class Window:
    """`path` is where it is, `page` what it shows."""

    def __init__(self, browser: Browser) -> None:
        self._browser, self.path, self.page = browser, "/demo", SeenPage(0)

    def go(self, path: str | None = None) -> SeenPage:
        """Load an address, or this one again."""
        self._show(self._browser.http.get(path or self.path))
        return self.page

    def press(self, form: SeenForm, button: tuple[str, str] = ("", ""), how: str = "once", **values: str) -> SeenPage:
        """Send a form: `twice` as browsers do where somebody presses twice (the first answer is nobody's), or `cut` and again."""
        sent = {**form.fields, **values, **({button[0]: button[1]} if button[0] else {})}
        dropped = None
        if how != "once":
            dropped = threading.Thread(target=self._drop, args=(form.action, sent, how == "cut"))
            dropped.start()
            time.sleep(self._browser.random.choice((0, 0.002, 0.02, 0.1, 0.4)))
            if how == "cut":
                dropped.join()
        answer = self._browser.http.post(form.action, data=sent)
        if dropped is not None:
            dropped.join()
        self._count(answer)
        if answer.status_code == 303:
            answer = self._browser.http.get(answer.headers["Location"])
        self._show(answer)
        return self.page

    def _show(self, answer: httpx.Response) -> None:
        while answer.status_code in (302, 303, 308):
            answer = self._browser.http.get(answer.headers["Location"])
        self._count(answer)
        self.path, self.page = answer.url.path, seen(answer.status_code, answer.text)
        if self.page.csrf and self.page.csrf not in self._browser.tokens:
            self._browser.tokens.append(self.page.csrf)

    def _count(self, answer: httpx.Response) -> None:
        self._browser.statuses[str(answer.status_code)] += 1

    def _drop(self, action: str, fields: dict[str, str], is_cut: bool) -> None:
        """Send it and read no answer: what it sets, this browser never has."""
        http = self._browser.http
        where, body = urlsplit(str(http.base_url)), urlencode(fields).encode()
        cookies = "; ".join(f"{one.name}={one.value}" for one in http.cookies.jar)
        head = (
            f"POST {action} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((where.hostname or "", where.port or 80), timeout=_PATIENCE) as line:
            line.sendall(head.encode() + body)
            if is_cut:
                time.sleep(self._browser.random.choice((0, 0.01, 0.1, 1.0)))
                return
            while line.recv(65_536):
                pass
