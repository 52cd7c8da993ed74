"""What somebody does with the page of each step, rightly or wrongly."""

import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import httpx

from api.demo.device.failures import ServerRefused
from api.webflow import customer
from tests.campaign.people.handset import Handset, PeoplesBank
from tests.campaign.people.reader import Reader
from tests.campaign.people.seen_page import SeenForm
from tests.campaign.people.window import Window


class Answers:
    """Those of one person, who has a phone. `by_form` are what he does with which form."""

    def __init__(self, reader: Reader, bank: PeoplesBank, phone: Handset) -> None:
        self._reader, self._bank, self._phone, self._notes = reader, bank, phone, 0
        self.by_form: Mapping[str, Callable[[Window, SeenForm], None]] = {
            "password": self._give_password,
            "choice": self._choose,
            "sms": self._give_code,
            "offline-code": self._give_digits,
            "offline-settle": self._settle,
            "consent": self._agree,
            "passkey": self._use_passkey,
        }

    def _give_password(self, window: Window, form: SeenForm) -> None:
        is_right = self._reader.random.random() < 0.7
        password = customer.PASSWORD if is_right else "Wrong-Horse-7"
        self._reader.try_once(window, form, "USERNAME_PASSWORD_AUTH", username=self._reader.name, password=password)
        if "notice" in window.page.by_id and self._reader.random.random() < 0.5:
            self._bank.unblock(self._reader.name)

    def _choose(self, window: Window, form: SeenForm) -> None:
        values = {}
        if "web.note" in form.fields:
            self._notes += 1
            values["web.note"] = f"note-{self._reader.name}-{self._notes}"
        self._reader.press(window, form, self._reader.random.choice(form.buttons), **values)

    def _give_code(self, window: Window, form: SeenForm) -> None:
        code = re.search(r"\b\d{8}\b", window.page.by_id.get("message", ""))
        roll = self._reader.random.random()
        if code is None or roll < 0.15:
            again = window.page.form(self._reader.random.choice(("sms-send", "another")))
            self._reader.press(window, again or form, **({} if again else {"code": "1"}))
        elif roll < 0.35:
            self._reader.try_once(window, form, "SMS_KEY", code=code[0][:-1] + str((int(code[0][-1]) + 1) % 10))
        else:
            self._reader.try_once(window, form, "SMS_KEY", code=code[0])

    def _give_digits(self, window: Window, form: SeenForm) -> None:
        roll = self._reader.random.random()
        if roll < 0.15:
            self._reader.press(window, window.page.form("online") or form)
            return
        wrong = roll < 0.35
        digits = "1111222233334444" if wrong else self._phone.digits(window.page.by_id["qr-text"])
        self._reader.try_once(window, form, "POWERAUTH_TOKEN", code=digits)

    def _agree(self, window: Window, form: SeenForm) -> None:
        self._reader.press(window, form, **({} if self._reader.random.random() < 0.1 else {"consent.main": "true"}))

    def _use_passkey(self, window: Window, form: SeenForm) -> None:
        other = window.page.form("another")
        self._reader.press(window, other if other and self._reader.random.random() < 0.6 else form, credential="{}")

    def _settle(self, window: Window, form: SeenForm) -> None:
        self._reader.press(window, form)

    def wait(self, window: Window) -> None:
        roll = self._reader.random.random()
        wanted = "offline" if roll < 0.2 else "another" if roll < 0.3 else ""
        if (form := window.page.form(wanted)) is not None:
            self._reader.press(window, form)
        else:
            answering = threading.Thread(target=self._answer, args=(roll < 0.9, self._reader.random.uniform(0, 2)))
            answering.start()
            known = window.page.data["known"]
            with suppress(httpx.TransportError):
                self._reader.browser.http.get(window.page.data["changes"], params={"known": known})
            answering.join()
            window.go()
            self._reader.look(window)

    def _answer(self, approves: bool, after: float) -> None:
        time.sleep(after)
        with suppress(ServerRefused, httpx.TransportError):
            for one in self._phone.listed():
                if one["id"] == self._reader.flow.operation_id:
                    self._phone.answer(one["id"], one["data"], approves=approves)
