"""What a bundle tells of an operation: what was shown, signed and found, and no values that are secret."""

import base64
import hashlib
import json
import shutil
import subprocess
import zipfile

import pytest
from click.testing import CliRunner

from activities.powerauth.v4.algorithm import Algorithm
from activities.store import authentications, otps
from activities.store.authentications import Authentication
from activities.store.otps import OneTimePassword
from api.commands import nextstep
from config.identity_vocabulary import AuthenticationResult, AuthenticationType
from config.vocabulary import AuthStepResult
from tests.api.commands.evidence.bank import ATTRIBUTES, DATA, PARAMETERS, TOKEN
from tests.api.commands.evidence.bundles import made
from tests.workflows.operation.flows import shipped
from workflows.operation.model import StepCheck, TakeStep


def test_of_an_approved_payment_the_bundle_tells_what_was_shown_signed_and_found(bank):
    bank.answer(bank.payment(external_transaction_id="PAYMENT-1"))
    bank.seal()
    found, page = made("pay")
    [operation], [answer], [phone] = found["operation"], found["answer"], found["registration"]
    assert (operation["status"], operation["operationData"], operation["externalId"]) == ("APPROVED", DATA, "PAYMENT-1")
    assert operation["parameters"] == PARAMETERS
    assert json.loads(answer["data"])["requestObject"] == {"id": "pay", "data": DATA}
    assert (answer["valid"], answer["signatureType"], answer["counter"]) == (True, "possession_knowledge", 0)
    assert (answer["from"], answer["signatureComputedAgain"]) == (
        {"ipAddress": "203.0.113.9", "userAgent": "App/1.0"},
        True,
    )
    assert len(answer["oneTimeKeys"]) == 2
    assert answer["shown"]["operation"]["formData"]["attributes"] == ATTRIBUTES
    assert phone["devicePublicKey"] == answer["devicePublicKey"]
    assert len(phone["fingerprint"]) == 8
    assert [(one["method"], one["ended"], one["answer"]) for one in found["step"]] == [
        ("INIT", "CONFIRMED", None),
        (TOKEN, "CONFIRMED", "update"),
    ]
    actions = [(one["action"], one["result"], one["problem"]) for one in found["audit"]]
    assert actions == [("OPERATION_CREATE", "OK", None), ("SIGNATURE", "OK", None), ("OPERATION", "APPROVED", None)]
    assert all(one["position"] and one["link"] for one in found["audit"])
    assert "gap" not in found
    assert "form" not in found
    with zipfile.ZipFile("bundle.zip") as archive:
        head = json.loads(archive.read("manifest.json"))["trailHead"]
    assert CliRunner().invoke(nextstep, ("audit", "verify", "--head", head)).exit_code == 0
    assert "100,00 Kč" in page
    assert "the phone and its PIN" in page


def test_of_a_rejection_it_tells_the_reason(bank):
    bank.answer(bank.payment(), reject=True)
    found, page = made("pay")
    assert (found["operation"][0]["status"], found["answer"][0]["signatureType"]) == ("REJECTED", "possession")
    assert json.loads(found["answer"][0]["data"])["requestObject"]["reason"] == "INCORRECT_DATA"
    assert "rejected by the user" in page


def test_wrong_answers_are_told_too(bank):
    state = bank.payment()
    state = bank.answer(state, update_id="other data", data="A1*A999.00CZK")
    bank.phone.pin = "9999"
    state = bank.answer(state, update_id="wrong pin")
    bank.phone.pin = "1234"
    bank.answer(state, update_id="right")
    found, page = made("pay")
    assert {one["id"]: one["failure"] for one in found["answer"]} == {
        "other data": "DATA",
        "wrong pin": "SIGNATURE",
        "right": None,
    }
    assert "over other data than the operation" in page
    assert [one["result"] for one in found["audit"] if one["action"] == "SIGNATURE"] == [
        "OK",
        "SIGNATURE_DOES_NOT_MATCH",
        "OK",
    ]


def test_of_checks_of_passwords_and_codes_it_tells_definitions_and_verdicts_and_no_values(bank):
    state = bank.login()
    right = AuthenticationResult.SUCCEEDED
    with bank.database.write() as session:
        otps.insert(
            session,
            OneTimePassword(
                "code", "SMS_CODE", "roman", "RETAIL", "in", "A2", "98765432", False, "USED", 1, 0, 3, 1, 2, None, 9
            ),
        )
        authentications.insert(
            session,
            Authentication(
                "tried",
                AuthenticationType.CREDENTIAL_OTP,
                "roman",
                "RETAIL",
                "SMS_CODE",
                "code",
                "in",
                right,
                right,
                right,
                2,
            ),
        )
    check = StepCheck("request", "RETAIL", True, 5, "SMS_CODE", True, 3, "a passkey", True)
    method = state.current.steps[0]
    bank.take(state, TakeStep(method, AuthStepResult.CONFIRMED, user_id="roman", check=check), "in", shipped("login"))
    found, page = made("in")
    [tried], [code] = found["check"], found["code"]
    assert (tried["credential"], tried["credentialResult"], tried["otp"]) == ("RETAIL", "SUCCEEDED", "SMS_CODE")
    assert (code["definition"], code["status"], code["verified"]) == (
        "SMS_CODE",
        "USED",
        "1970-01-01T00:00:00.002Z",
    )
    checked = found["step"][1]["checked"]
    assert (checked["otpIsRight"], checked["passkey"], checked["passkeyIsRight"]) == (True, "a passkey", True)
    assert "98765432" not in json.dumps(found) + page


def test_an_operation_that_goes_on_is_told_as_it_stands(bank):
    bank.payment()
    found, page = made("pay")
    assert (found["operation"][0]["status"], found["operation"][0]["ended"]) == ("PENDING", None)
    assert "has not ended" in found["note"][0]["text"]
    [form] = found["form"]
    assert form["language"] == "cs"
    assert "100,00" in json.dumps(form, ensure_ascii=False)
    assert "100,00" in page


def test_addresses_that_were_dropped_by_their_rule_are_no_damage(bank):
    bank.answer(bank.payment())
    bank.sql("UPDATE signed_request SET caller = NULL")
    found, _ = made("pay")
    assert "NEXTSTEP_RETENTION_CALLERS" in found["note"][0]["text"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_a_phones_signature_can_be_followed_by_openssl_as_the_bundle_says(bank):
    bank.answer(bank.payment())
    records, _ = made("pay")
    [answer] = records["answer"]
    secret = bank.application.application_secret
    assert hashlib.sha256(answer["base"].encode()).hexdigest() == answer["baseSha256"]
    assert hashlib.sha256(secret.encode()).hexdigest() == answer["applicationSecretSha256"]
    components = []
    for key in answer["oneTimeKeys"]:
        command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}", "-binary"]
        signed = f"{answer['base']}&{secret}".encode()
        components.append(subprocess.run(command, input=signed, stdout=subprocess.PIPE, check=True).stdout)
    assert base64.b64encode(b"".join(one[-16:] for one in components)).decode() == answer["signature"]


@pytest.fixture(params=list(Algorithm), ids=lambda algorithm: algorithm.value)
def v4_bank(request, bank):
    """Its phone is of version 4."""
    bank.phone = bank.home.phone(bank.application, version="4.0", v4={"algorithm": request.param})
    return bank


def test_of_a_phone_of_version_4_the_bundle_tells_all_its_keys_and_the_code_is_computed_again(v4_bank):
    v4_bank.answer(v4_bank.payment())
    found, page = made("pay")
    [answer], [phone] = found["answer"], found["registration"]
    stored = v4_bank.home.v4_keys(v4_bank.phone)
    assert (answer["protocol"], answer["signatureComputedAgain"], len(answer["oneTimeKeys"])) == ("4.0", True, 2)
    for told in (answer, phone):
        assert told["devicePublicKeys"] == json.loads(stored.device_public_keys)
        assert told["devicePublicKey"] == told["devicePublicKeys"]["ecdsa"]
        assert told["serverPublicKeys"] == json.loads(stored.server_public_keys)
    assert (phone["algorithm"], len(phone["fingerprint"])) == (stored.algorithm, 8)
    assert not [gap for gap in found.get("gap", ()) if "answer" in gap["text"]]
    assert answer["devicePublicKey"] in page


@pytest.mark.parametrize(
    ("version", "loss"),
    [("4.0", "DELETE FROM v4_keys"), ("3.3", "UPDATE registration SET device_public_key = NULL, protocol = '4.0'")],
    ids=["4.0", "upgraded since"],
)
def test_of_a_phone_whose_keys_are_gone_the_code_is_followed_by_those_that_were_kept(bank, version, loss):
    bank.phone = bank.home.phone(bank.application, version=version)
    bank.answer(bank.payment())
    bank.sql(loss)
    found, _ = made("pay")
    [answer] = found["answer"]
    assert (answer["signatureComputedAgain"], len(answer["oneTimeKeys"])) == (True, 2)
    assert any("own are gone" in note["text"] for note in found["note"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_an_authentication_code_can_be_followed_by_openssl_as_the_bundle_says(bank):
    bank.phone = bank.home.phone(bank.application, version="4.0")
    bank.answer(bank.payment())
    records, _ = made("pay")
    [answer] = records["answer"]
    signed, components = f"{answer['base']}&{bank.application.application_secret}".encode(), b""
    for key in answer["oneTimeKeys"]:
        options = [part for one in (f"hexkey:{key}", "custom:PA4CODE", "size:32") for part in ("-macopt", one)]
        command = ["openssl", "mac", *options, "-binary", "KMAC256"]
        components += subprocess.run(command, input=signed, stdout=subprocess.PIPE, check=True).stdout
    assert base64.b64encode(components).decode() == answer["signature"]
