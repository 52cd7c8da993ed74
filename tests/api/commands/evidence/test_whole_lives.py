"""Bundles of operations that went their whole way through the API: what they say was shown is what phones were given."""

import base64
import json
import zipfile

from click.testing import CliRunner

from api.commands import nextstep as command
from api.demo.device import wire
from api.demo.device.headers import AUTHORIZATION
from tests.api.mobile.flow_forms import DATA, FORM
from tests.api.mobile.offline import Offline
from tests.api.mobile.users import PATH, TWO, User
from tests.api.nextstep.scenarios.bank import Bank as BankOfUsers
from tests.api.nextstep.scenarios.codes import new_code, say_both, wrong


def records(operation_id, folder):
    path = folder / "bundle.zip"
    result = CliRunner().invoke(command, ("evidence", operation_id, "--output", str(path)))
    assert result.exit_code == 0, result.output
    assert CliRunner().invoke(command, ("evidence", "verify", str(path))).exit_code == 0
    found = {}
    with zipfile.ZipFile(path) as archive:
        for line in archive.read("evidence.jsonl").splitlines():
            one = json.loads(line)
            found.setdefault(one["record"], []).append(one)
    return found


def approve_in(user, language, operation_id, data):
    """As published apps do, which name the user's languages with every request."""
    body = wire.write({"requestObject": {"id": operation_id, "data": data}})
    header = user.phone.sign("POST", "/operation/authorize", body, TWO)[AUTHORIZATION]
    headers = {AUTHORIZATION: header, "Accept-Language": language, "User-Agent": "MyBank/7.1"}
    wire.unwrap(wire.read(user.phone.line.send(f"{PATH}/authorize", body, headers)))


def test_an_approval_tells_the_form_in_the_language_of_the_phone_and_the_bank_that_heard(cloud_bank, tmp_path):
    user = User(cloud_bank)
    asked = user.asked()
    [shown] = user.waiting("de")
    approve_in(user, "de", asked["operationId"], shown["data"])
    found = records(asked["operationId"], tmp_path)
    [answer] = found["answer"]
    assert answer["shown"] == {"languages": "de", "operation": shown}
    assert (answer["valid"], answer["signatureComputedAgain"], answer["from"]["userAgent"]) == (
        True,
        True,
        "MyBank/7.1",
    )
    assert found["operation"][0]["status"] == "APPROVED"
    assert {one["action"] for one in found["audit"]} >= {
        "OPERATION_CREATE",
        "SIGNATURE",
        "OPERATION",
        "REGISTRATION_COMMIT",
    }
    assert found["registration"][0]["userId"] == user.user_id


def test_a_rejection_tells_the_form_in_the_language_of_the_operation(cloud_bank, tmp_path):
    user = User(cloud_bank)
    asked = user.asked(language="cs")
    [shown] = user.waiting("cs")
    user.reject(asked, reason="UNEXPECTED_OPERATION")
    found = records(asked["operationId"], tmp_path)
    [answer] = found["answer"]
    assert answer["shown"] == {"languages": "cs", "operation": shown}
    assert (found["operation"][0]["status"], answer["context"]["rejectReason"]) == ("REJECTED", "UNEXPECTED_OPERATION")


def test_a_code_tells_the_text_that_was_scanned(cloud_bank, tmp_path):
    user = Offline(cloud_bank)
    operation_id = user.asked()
    qr = user.qr(operation_id)
    code = user.scan(qr)
    assert user.verify(operation_id, code, qr["nonce"])["otpValid"]
    [answer] = records(operation_id, tmp_path)["answer"]
    assert (answer["qrText"], answer["nonce"]) == (qr["operationQrCodeData"], qr["nonce"])
    assert (answer["signature"], answer["signatureComputedAgain"]) == (code, True)
    assert base64.b64decode(answer["base"].split("&")[3]).decode().startswith(f"{operation_id}&A1*A100.00CZK")


def test_a_web_flow_that_a_phone_and_a_bank_went_through_is_told_step_by_step(cloud_bank, nextstep, tmp_path):
    user = User(cloud_bank)
    config = {"activationId": user.phone.registration.activation_id}
    method = {"userId": user.user_id, "authMethod": "POWERAUTH_TOKEN", "config": config}
    nextstep.ok("POST", "/user/auth-method", method)
    operation_id = nextstep.create("authorize_payment", operationData=DATA, formData=FORM)["operationId"]
    step = {"operationId": operation_id, "authStepResult": "CONFIRMED"}
    nextstep.ok("PUT", "/operation", {**step, "authMethod": "USERNAME_PASSWORD_AUTH", "userId": user.user_id})
    chosen = {"operationId": operation_id, "chosenAuthMethod": "POWERAUTH_TOKEN"}
    nextstep.ok("PUT", "/operation/chosenAuthMethod", chosen)
    [shown] = user.waiting("cs")
    approve_in(user, "cs", operation_id, DATA)
    found = records(operation_id, tmp_path)
    assert found["answer"][0]["shown"]["operation"] == shown
    assert [(one["method"], bool(one["answer"])) for one in found["step"]] == [
        ("INIT", False),
        ("USERNAME_PASSWORD_AUTH", False),
        ("POWERAUTH_TOKEN", True),
    ]
    assert found["operation"][0]["formData"]["parameters"][0]["amount"] == 100


def test_a_password_and_a_code_are_told_by_their_definitions_and_verdicts(beside, nextstep, tmp_path):
    bank = BankOfUsers(nextstep)
    person, operation_id = bank.new_person(), bank.new_operation()
    code = new_code(bank, userId=person.user_id, credentialName=bank.credential, operationId=operation_id)
    for value in (wrong(code), code["otpValue"]):
        say_both(bank, person, person.value, code, value, updateOperation=True)
    found = records(operation_id, tmp_path)
    assert [(one["credentialResult"], one["otpResult"]) for one in found["check"]] == [
        ("SUCCEEDED", "FAILED"),
        ("SUCCEEDED", "SUCCEEDED"),
    ]
    assert [one["checked"] and one["checked"]["otpIsRight"] for one in found["step"]] == [None, False, True]
    assert {one["credential"] for one in found["check"]} == {bank.credential}
    [kept] = found["code"]
    assert (kept["definition"], kept["status"], kept["attempts"], kept["failedAttempts"]) == (
        bank.otp,
        "USED",
        2,
        1,
    )
    assert not {person.value, code["otpValue"], wrong(code)} & {*json.dumps(found).split('"')}
