"""Somebody who logs in and pays, and is no model of a user: he presses twice, goes back, and looks elsewhere meanwhile."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import httpx

from tests.campaign.people.answers import Answers
from tests.campaign.people.handset import Handset, PeoplesBank
from tests.campaign.people.ledger import PAGES, FlowOfAPerson
from tests.campaign.people.reader import Reader
from tests.campaign.people.window import LANGUAGES, Window

_MOST_STEPS, _ERRANDS_OF_A_BROWSER = 40, 8
_ELSEWHERE = ("/demo", "/demo/flows", "/demo/passkeys", "/demo/phone", "/demo/flows/login")


class Person:
    """`reader` has what became of his flows; `others` are those into whose flows he pries."""

    def __init__(
        self, name: str, web: str, bank: PeoplesBank, phone: Handset, seed: int, has_deaths: Callable[[], bool]
    ) -> None:
        self.reader = Reader(name, web, seed, has_deaths)
        self._bank, self._errands = bank, 0
        self._answers = Answers(self.reader, bank, phone)
        self._windows: list[Window] = []
        self.others: Sequence[Person] = ()

    def errand(self) -> None:
        """One flow, to its end."""
        if self._errands and self._errands % _ERRANDS_OF_A_BROWSER == 0:
            self.reader.take_browser()
        self._errands += 1
        order = self.reader.random.choices(list(PAGES), (3, 5, 1, 1))[0]
        window = self.reader.browser.open()
        self.reader.look(window)
        begin = window.page.form("flow")
        if begin is None:
            return
        self.reader.press(window, begin, ("order", order))
        if not window.path.startswith("/demo/flow/"):
            return  # nobody answers
        flow = FlowOfAPerson(self.reader.name, order, window.path, self._operation_of(window.path))
        self.reader.flows.append(flow)
        self._windows = [window]
        for _ in range(_MOST_STEPS):
            if self._step():
                break
        self._end()

    def _operation_of(self, path: str) -> str:
        """The pages tell no id, but the drawing of a flow links to its workflow."""
        page = self.reader.browser.open(path.replace("/demo/flow/", "/demo/flows/of/")).page
        found = (re.search(r"/workflows/([^/]+)$", way) for way in page.ways)
        return next((one[1] for one in found if one), "")

    def _step(self) -> bool:
        """One more thing; whether the flow has ended."""
        window = self.reader.random.choice(self._windows)
        self._habit(window)
        page = window.page
        if "end" in page.by_id:
            return True
        if page.status != 200 or not window.path.startswith("/demo/flow/"):
            time.sleep(0.5 if page.status == 503 else 0)
            window.go(self.reader.flow.path)
            self.reader.look(window)
            return False
        for name, act in self._answers.by_form.items():
            if (form := page.form(name)) is not None:
                act(window, form)
                return False
        if "changes" in page.data:
            self._answers.wait(window)
        return False

    def _habit(self, window: Window) -> None:
        """What people do besides."""
        roll = self.reader.random.random()
        if roll < 0.06:
            self._windows.append(self.reader.browser.open(self.reader.flow.path))
            self.reader.look(self._windows[-1])
        elif roll < 0.12:
            window.go()
            self.reader.look(window)
        elif roll < 0.17:
            self.reader.choose_language(window, self.reader.random.choice(LANGUAGES))
        elif roll < 0.22:
            self.reader.look(self.reader.browser.open(self.reader.random.choice(_ELSEWHERE)))
        elif roll < 0.25:
            self._pry()
        elif roll < 0.28 and self.reader.flow.operation_id:
            self.reader.flow.is_disturbed = True
            threading.Thread(target=self._canceled_by_the_bank, args=(self.reader.random.uniform(0, 1),)).start()
        elif roll < 0.32 and (form := window.page.form("cancel")) is not None:
            self.reader.flow.is_disturbed = self.reader.flow.is_disturbed or len(self._windows) > 1
            self.reader.press(window, form)
        elif roll < 0.34 and self.reader.flow.order == "login" and "seconds" in window.page.data:
            time.sleep(int(window.page.data["seconds"]) + 1)
            window.go(self.reader.flow.path)
            self.reader.look(window)

    def _canceled_by_the_bank(self, after: float) -> None:
        time.sleep(after)
        with suppress(httpx.TransportError):
            self._bank.cancel(self.reader.flow.operation_id)

    def _pry(self) -> None:
        """Into somebody else's flow."""
        theirs = [flow.path for one in self.others if one is not self for flow in one.reader.flows[-3:]]
        if theirs:
            page = self.reader.browser.open(self.reader.random.choice(theirs)).page
            if page.status not in (404, 503):
                self.reader.faults.append(f"{self.reader.name}: somebody else's flow was answered {page.status}")

    def _end(self) -> None:
        """However it went, each flow comes to an end that its page tells."""
        window = self._windows[0]
        for _ in range(60):
            window.go(self.reader.flow.path)
            self.reader.look(window)
            if "end" in window.page.by_id:
                break
            if (form := window.page.form("cancel")) is not None:
                self.reader.press(window, form, how="once")
            time.sleep(0.2)
        self.reader.flow.end = self.reader.word(window.page)
