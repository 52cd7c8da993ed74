"""QR codes of operations: what stands in them, for which device, and how they are drawn.

Source: `mobile-and-cloud.md` §3.2, §4; `powerauth-protocol.md` §7.
"""

import io
import struct
import uuid

import pytest

from api.demo.device import offline
from api.demo.device.failures import Untrusted
from api.demo.device.signing import Factors
from tests.api.cloud.client import PREFIX
from tests.api.mobile.offline import PAYMENT, Offline
from tests.e2e.client import unique

DATA = "A1*A100.00CZK*ICZ6508000000192000145399"


@pytest.fixture
def user(bank):
    return Offline(bank)


def test_a_qr_code_is_its_devices_own(bank, user):
    """The other device signs with the nonce that is not its own, over the same data."""
    phone = bank.registered(user_id=user.user_id)
    operation = user.asked()
    qr = user.qr(operation, registrationId=user.registration_id)
    with pytest.raises(Untrusted):
        phone.offline_code(qr["operationQrCodeData"])
    said = offline.parse(qr["operationQrCodeData"])
    keys = phone.registration.factor_keys(Factors.POSSESSION_KNOWLEDGE, phone.pin)
    code = said.code(keys, phone.counter.data, digits=8)
    request = {"otp": code, "nonce": qr["nonce"], "registrationId": phone.registration.activation_id}
    found = user.cloud.ok("POST", f"/v2/operations/{operation}/offline/otp", request)
    assert (found["otpValid"], found["registrationId"]) == (False, phone.registration.activation_id)


def test_the_qr_code_has_the_same_nonce_until_a_code_was_right(user):
    operation = user.asked()
    first = user.qr(operation)
    assert user.qr(operation)["nonce"] == first["nonce"]
    user.verify(operation, "0000000000000000", first["nonce"])
    assert user.qr(operation)["nonce"] == first["nonce"]


def test_which_device_scans_must_be_said_where_there_are_two(bank, user):
    operation = user.asked()
    phone = bank.registered(user_id=user.user_id)
    code, message = user.cloud.refused("GET", f"/v2/operations/{operation}/offline/qr")
    assert (code, "registrationId" in message) == ("ERROR_REQUEST", True)
    for one in (user.phone, phone):
        qr = user.qr(operation, registrationId=one.registration.activation_id)
        assert one.offline_code(qr["operationQrCodeData"])


def test_an_operation_of_nobody_is_signed_by_the_master_key(bank, user):
    operation = bank.cloud.ok("POST", "/v2/operations", {"template": "login"})["operationId"]
    qr = user.qr(operation)
    assert qr["operationQrCodeData"].split("\n")[-1][0] == "0"
    code = user.scan(qr)
    assert user.verify(operation, code, qr["nonce"])["otpValid"]
    found = user.of(operation)
    assert (found["status"], found["userId"]) == ("APPROVED", user.user_id)


def test_an_operation_of_nobody_may_be_scanned_by_a_device_that_is_named(bank, user):
    operation = bank.cloud.ok("POST", "/v2/operations", {"template": "login"})["operationId"]
    qr = user.qr(operation, registrationId=user.registration_id)
    assert offline.parse(qr["operationQrCodeData"]).personal
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


@pytest.mark.parametrize("language", ["en", "cs", "sk_SK", "de-AT", "fr"])
def test_the_phone_shows_the_operations_language(user, language):
    said = offline.parse(user.qr(user.asked(language=language))["operationQrCodeData"])
    english = offline.parse(user.qr(user.asked())["operationQrCodeData"])
    assert (said.title == english.title) == (language in ("en", "fr"))


def test_texts_and_data_are_one_line_each(bank, user):
    template = put(bank, "noted", "A1*N${note}", ["possession_knowledge"], summary="Say ${note}")
    operation = user.asked(template=template, parameters={"note": "a  b*\\x\nend"})
    qr = user.qr(operation)
    assert len(qr["operationQrCodeData"].split("\n")) == 7
    said = offline.parse(qr["operationQrCodeData"])
    assert said.data == r"A1*Na  b\*\\x\nend"
    assert user.verify(operation, user.scan(qr), qr["nonce"])["otpValid"]


def put(bank, template, data, factors, summary="Confirm", **members):
    """The name of a new template, with texts."""
    template = unique(template)
    wanted = {"operationType": template, "dataTemplate": data, "signatureType": factors, **members}
    bank.admin.ok("PUT", f"/admin/templates/{template}", {"maxFailureCount": 5, "expiration": 300, **wanted})
    bank.admin.ok("PUT", f"/admin/templates/texts/{template}/en", {"title": "Confirm", "message": "Confirm"})
    bank.admin.ok("PUT", f"/admin/templates/{template}/push/en", {"title": "Confirm", "summary": summary})
    return template


def qr_refused(user, operation):
    """The error of a QR code's text, of its picture, and of the single-device API: all one."""
    path, query = f"/v2/operations/{operation}/offline/qr", {"operationId": operation}
    refusals = [
        user.cloud.refused("GET", path),
        user.cloud.refused("GET", path, headers={"Accept": "image/png"}),
        user.cloud.refused("GET", "/operations/offline/qr", params=query),
        user.cloud.refused("GET", "/operations/offline/qr", params=query, headers={"Accept": "image/svg+xml"}),
    ]
    assert len(set(refusals)) == 1
    code, message = refusals[0]
    assert code == "ERROR_REQUEST"
    return message


UNREADABLE = {
    "an IBAN with spaces": ({"iban": "CZ65 0800 0000 1920 0014 5399"}, "field 2 of the data, I,"),
    "an IBAN in small letters": ({"iban": "cz6508000000192000145399"}, "field 2 of the data, I,"),
    "a letter that nobody sees": ({"iban": "CZ\u00ad65"}, "field 2 of the data, I,"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_data_that_no_phone_could_read_has_no_qr_code(user, name):
    changed, message = UNREADABLE[name]
    assert message in qr_refused(user, user.asked(parameters={**PAYMENT, **changed}))


def test_an_unfilled_place_has_no_qr_code(bank, user):
    template = put(bank, "lenient", "A1*A${amount}CZK", ["possession_knowledge"], unfilledPlacesAllowed=True)
    assert "a place that is not filled" in qr_refused(user, user.asked(template=template, parameters={}))


def test_possession_alone_has_no_qr_code(bank, user):
    template = put(bank, "seen", "Anything at all", ["possession"])
    assert "by possession alone" in qr_refused(user, user.asked(template=template, parameters={}))


def test_of_an_operation_without_a_qr_code_no_code_is_checked_or_counted(bank, user):
    template = put(bank, "unscanned", "Anything at all", ["possession"])
    operation = user.asked(template=template, parameters={})
    for _ in range(6):
        code, message = user.refused(operation, "1111111122222222", "AAAAAAAAAAAAAAAAAAAAAA==")
        assert (code, "by possession alone" in message) == ("ERROR_REQUEST", True)
    assert (user.of(operation)["failureCount"], user.phone.status().failed_attempts) == (0, 0)


def test_what_is_too_long_for_a_picture_is_too_long_for_a_text(user):
    assert "too long" in qr_refused(user, user.asked(parameters={**PAYMENT, "iban": "9" * 4000}))


def image(user, operation, accept):
    url = f"{PREFIX}/v2/operations/{operation}/offline/qr"
    answer = user.cloud.http.get(url, auth=user.cloud.credentials, headers={"Accept": accept})
    return answer.headers["Content-Type"], answer


@pytest.mark.parametrize(
    ("accept", "served"),
    [
        ("image/svg+xml", "image/svg+xml"),
        ("image/png", "image/png"),
        ("image/png, image/svg+xml;q=0.5", "image/png"),
        ("image/*", "image/svg+xml"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("nonsense", "application/json"),
        ("image/png;q=x", "application/json"),
        (";q=nan,,*", "application/json"),
        ("", "application/json"),
    ],
)
def test_the_qr_code_is_drawn_where_it_is_asked_for(user, accept, served):
    operation = user.asked()
    content_type, answer = image(user, operation, accept)
    assert (answer.status_code, content_type) == (200, served)
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-store", "Accept")
    if served == "image/png":
        width, height = struct.unpack(">II", io.BytesIO(answer.content).read(24)[16:])
        assert answer.content.startswith(b"\x89PNG\r\n")
        assert width == height > 100
    elif served == "image/svg+xml":
        assert b"<svg" in answer.content
    else:
        assert answer.json()["operationQrCodeData"]


def test_an_image_that_cannot_be_is_an_error_in_json(user):
    operation = user.asked(parameters={**PAYMENT, "iban": "9" * 4000})
    content_type, answer = image(user, operation, "image/png")
    assert (answer.status_code, content_type) == (400, "application/json")
    assert answer.json()["responseObject"]["code"] == "ERROR_REQUEST"
    content_type, answer = image(user, str(uuid.uuid4()), "image/png")
    assert (answer.json()["responseObject"]["code"], content_type) == ("ERROR_OPERATION_NOT_FOUND", "application/json")
