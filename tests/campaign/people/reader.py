"""Somebody before a browser: he presses, reads each page that comes, and remembers what he tried and was told."""

from collections.abc import Callable

from api.webflow.texts import CATALOGS
from tests.campaign.people.checked_page import complaints_of
from tests.campaign.people.ledger import FlowOfAPerson
from tests.campaign.people.seen_page import SeenForm, SeenPage
from tests.campaign.people.window import Browser, Window

_WRONG = {"web.password.wrong", "web.code.wrong"}


class Reader:
    """`flows` are all of his; `faults` what no page should have shown him; `has_deaths` says whether processes may have died."""

    def __init__(self, name: str, web: str, seed: int, has_deaths: Callable[[], bool]) -> None:
        self.name, self._web, self._has_deaths, self._seed = name, web, has_deaths, seed
        self.flows: list[FlowOfAPerson] = []
        self.faults: list[str] = []
        self.browsers: list[Browser] = []
        self.take_browser()

    @property
    def flow(self) -> FlowOfAPerson:
        """The one that he is in."""
        return self.flows[-1]

    def take_browser(self) -> None:
        """A new one, in which nobody has been."""
        self.browser = Browser(self._web, self._seed + 7919 * len(self.browsers))
        self.random, self.language = self.browser.random, "en"
        self.browsers.append(self.browser)

    def press(
        self, window: Window, form: SeenForm, button: tuple[str, str] = ("", ""), how: str = "", **values: str
    ) -> SeenPage:
        is_old = self._is_old(form)
        how = how or self.random.choices(("once", "twice", "cut"), (6, 2, 1))[0]
        window.press(form, button, how, **values)
        self.look(window, may_be_old=is_old)
        return window.page

    def look(self, window: Window, *, may_be_old: bool = False) -> None:
        statuses = {200, *({503} if self._has_deaths() else ()), *({403} if may_be_old else ())}
        for complaint in complaints_of(window.page, self.name, self.language, statuses):
            self.faults.append(f"{self.name} at {window.path}: {complaint}")
        if self._has_deaths() and self.flows:
            self.flows[-1].is_disturbed = True

    def word(self, page: SeenPage) -> str:
        if "end" not in page.by_id:
            return ""
        texts = CATALOGS.texts(self.language)
        prefix = "web.end."
        words = [one.removeprefix(prefix) for one in texts if one.startswith(prefix) and texts[one] == page.heading]
        return words[0] if words else f"unknown: {page.heading}"

    def try_once(self, window: Window, form: SeenForm, method: str, **values: str) -> None:
        """What may be wrong, once, however often it is pressed."""
        self.flow.tries[method] += 1
        page = self.press(window, form, **values)
        notice, word = page.by_id.get("notice"), self.word(page)
        texts = CATALOGS.texts(self.language)
        if notice in {texts[one] for one in _WRONG} or word == "attempts":
            self.flow.wrong[method] += 1

    def _is_old(self, form: SeenForm) -> bool:
        return bool(self.browser.tokens) and form.fields.get("csrf") != self.browser.tokens[-1]

    def choose_language(self, window: Window, language: str) -> None:
        """From now on, unless the page was of before a login: then nothing has changed."""
        form = window.page.form("language")
        if form is not None:
            before, is_old = self.language, self._is_old(form)
            window.press(form, ("language", language))
            self.language = before if window.page.status == 403 else language
            self.look(window, may_be_old=is_old)
