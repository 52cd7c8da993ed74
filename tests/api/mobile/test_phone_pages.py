"""The test phone as a page, against the real servers, without a browser: what the forms do, and what they refuse."""

import re
import ssl
import uuid
from html import unescape

import pytest
from click.testing import CliRunner

from api.commands import nextstep
from api.demo.mobile_app.storage import PhoneFolder
from api.webflow.app import create
from api.webflow.installation import Installation
from tests.api.mobile.users import PAYMENT
from tests.e2e.client import unique

PIN, WRONG = "1234", "0000"


class Visitor:
    """A browser at the pages, and the bank that it is a customer of: another than the one whose pages these are."""

    def __init__(self, bank, folder):
        self.bank, self.folder, self.user_id = bank, folder, unique("user")
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        app = create(Installation("http://127.0.0.1:9", nobody, ("admin", ""), phones=folder))
        self._client = app.test_client()
        self._csrf = re.search(r'name="csrf" value="([^"]+)"', self.page(""))[1]

    def page(self, path, status=200, language="en"):
        answer = self._client.get(f"/demo/phone{path}", headers={"Accept-Language": language})
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, path, status=200, csrf=None, **form):
        data = {"csrf": self._csrf if csrf is None else csrf, "key": uuid.uuid4().hex, **form}
        answer = self._client.post(f"/demo/phone{path}", data=data)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def register(self, name="alice", status=303, **form):
        invited = self.bank.invite(self.user_id, commitPhase="ON_KEY_EXCHANGE")
        about = {"code": invited["activationQrCodeData"], "config": self.bank.app["mobileSdkConfig"], "pin": PIN}
        about |= {"server": f"{self.bank.base_url}/enrollment-server/", "name": name, "protocol": "3.3"}
        return self.send("/phones", status, **about | form)

    def asked(self, **members):
        request = {"userId": self.user_id, "template": "payment", "parameters": PAYMENT, **members}
        return self.bank.cloud.ok("POST", "/v2/operations", request)["operationId"]

    def data_of(self, operation_id):
        page = self.page(f"/phones/alice/operations/{operation_id}?screen=9")
        return re.search(r'name="data" value="([^"]+)"', page)[1]

    def status_of(self, operation_id):
        return self.bank.cloud.ok("GET", f"/v2/operations/{operation_id}")["status"]


@pytest.fixture
def nobody(bank, tmp_path):
    """Somebody without a phone."""
    return Visitor(bank, tmp_path / "phones")


@pytest.fixture
def visitor(nobody):
    """Somebody whose phone alice is ACTIVE."""
    nobody.register()
    return nobody


@pytest.mark.parametrize(
    ("protocol", "shown"),
    [("3.0", "3.0"), ("3.3", "3.3"), ("EC_P384", "4.0 EC_P384"), ("", "4.0 EC_P384_ML_L3")],
)
def test_a_phone_of_any_protocol_is_registered_and_the_terminal_has_it_too(nobody, protocol, shown):
    nobody.register(protocol=protocol)
    page = nobody.page("/phones/alice")
    assert "ACTIVE" in page
    assert f"<dd>{shown}</dd>" in page
    line = ("phone", "list", "--phone", "alice", "--folder", str(nobody.folder))
    result = CliRunner().invoke(nextstep, line)
    assert result.exit_code == 0, result.output
    operation = nobody.asked()
    nobody.send(f"/phones/alice/operations/{operation}/approve", pin=PIN, data=nobody.data_of(operation))
    assert nobody.status_of(operation) == "APPROVED"


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("approve", {"pin": PIN}, "APPROVED"),
        ("approve", {"factor": "biometry"}, "APPROVED"),
        ("reject", {"reason": "INCORRECT_DATA"}, "REJECTED"),
    ],
)
def test_an_operation_is_listed_shown_and_answered(visitor, path, form, status):
    operation = visitor.asked()
    assert operation in visitor.page("/phones/alice")
    assert "100,00\xa0Kč" in visitor.page(f"/phones/alice/operations/{operation}", language="cs")
    visitor.send(f"/phones/alice/operations/{operation}/{path}", data=visitor.data_of(operation), **form)
    assert visitor.status_of(operation) == status
    assert operation not in visitor.page("/phones/alice")


def test_nothing_is_signed_but_what_was_shown(visitor):
    operation = visitor.asked()
    shown = visitor.data_of(operation).replace("100.00", "1.00")
    path = f"/phones/alice/operations/{operation}/approve"
    assert "has changed since it was shown" in visitor.send(path, 409, pin=PIN, data=shown)
    assert "Type the PIN." in visitor.send(path, 422, data=visitor.data_of(operation))
    assert visitor.status_of(operation) == "PENDING"
    assert "5</dd>" in visitor.page("/phones/alice")


def test_a_form_of_another_site_is_not_taken(visitor):
    operation = visitor.asked()
    visitor.send(f"/phones/alice/operations/{operation}/reject", 403, csrf="guessed")
    assert visitor.status_of(operation) == "PENDING"


def test_an_approval_that_was_sent_twice_is_told_so(visitor):
    operation = visitor.asked()
    path, form = f"/phones/alice/operations/{operation}/approve", {"pin": PIN, "data": visitor.data_of(operation)}
    visitor.send(path, **form)
    assert "approved or rejected meanwhile" in visitor.send(path, 422, **form)


def test_an_operation_of_nobody_is_claimed(visitor):
    free = visitor.bank.cloud.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT})[
        "operationId"
    ]
    visitor.send("/phones/alice/claims", 303, id=free)
    assert free in visitor.page("/phones/alice")
    assert "There is no such operation" in visitor.send("/phones/alice/claims", 422, id=str(uuid.uuid4()))


def test_digits_approve_without_a_network(visitor):
    operation = visitor.asked()
    path = f"/v2/operations/{operation}/offline"
    qr = visitor.bank.cloud.ok("GET", f"{path}/qr")
    # As a browser sends what stands in a field of several lines.
    text = qr["operationQrCodeData"].replace("\n", "\r\n")
    assert "100" in visitor.send("/phones/alice/offline", qr=text)
    code = re.search(r"<output[^>]*>([\d-]+)<", visitor.send("/phones/alice/offline", qr=text, pin=PIN))[1]
    registration_id = PhoneFolder(visitor.folder).read("alice").registration.activation_id
    request = {"otp": code, "nonce": qr["nonce"], "registrationId": registration_id}
    assert visitor.bank.cloud.ok("POST", f"{path}/otp", request)["otpValid"] is True
    changed = text.replace("100.00", "900.00")
    assert "another phone's" in visitor.send("/phones/alice/offline", 422, qr=changed, pin=PIN)


def test_the_inbox_is_shown_and_read(visitor):
    message = {"type": "text", "subject": "A <b>subject</b>", "summary": "It is here now", "body": "We sent it."}
    visitor.bank.cloud.ok("POST", "/v2/inbox/messages", {"userId": visitor.user_id, "silent": True, **message})
    listed = visitor.page("/phones/alice/inbox")
    assert "Inbox (1 unread)" in listed
    path = re.search(r"/inbox/[^\"]+", listed.partition('class="choices"')[2])[0]
    assert "We sent it." in visitor.page(f"/phones/alice{path}")
    visitor.send(f"/phones/alice{path}/read", 303)
    assert "Inbox (0 unread)" in visitor.page("/phones/alice/inbox")
    assert "no such message" in visitor.page(f"/phones/alice/inbox/{uuid.uuid4()}", 422)


def test_a_phone_is_removed_by_its_pin_and_nothing_of_it_is_left(visitor):
    assert "is blocked: 4." in visitor.send("/phones/alice/remove", 422, pin=WRONG)
    visitor.send("/phones/alice/remove", 303, pin=PIN)
    assert "There is no phone alice." in visitor.page("/phones/alice", 404)
    assert PhoneFolder(visitor.folder).names() == []


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"pin": "123"}, 422, "at least 4 characters"),
        ({"server": "ftp://bank"}, 422, "Give an address"),
        ({"name": "../alice"}, 422, "a phone's name has letters"),
        ({"code": "AAAAA-BBBBB-CCCCC-DDDDD"}, 422, "The code is mistyped"),
        ({"code": "AAAAA-AAAAA-AAAAA-AAAAA"}, 422, "the code is used, expired"),
        ({"config": "nothing"}, 422, "The phone cannot read this"),
        ({"server": "http://127.0.0.1:9", "config": None}, 502, "The server does not answer"),
    ],
)
def test_a_registration_that_cannot_be_leaves_no_phone_and_shows_again_what_was_typed_but_for_the_pin(
    nobody, form, status, words
):
    given = {name: value for name, value in form.items() if value is not None}
    page = nobody.register(status=status, **given)
    assert words in page
    assert PIN not in re.sub(r"<textarea.*?</textarea>", "", page, flags=re.DOTALL)
    assert PhoneFolder(nobody.folder).names() == []


def test_a_name_that_is_taken_is_refused_before_the_code_is_used(visitor):
    assert "There is a phone alice already." in visitor.register(status=409)
    visitor.register("second")
    assert PhoneFolder(visitor.folder).names() == ["alice", "second"]
