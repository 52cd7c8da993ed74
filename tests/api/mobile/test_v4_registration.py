"""A registration by version 4.0 over HTTP, from its keys to its removal (`powerauth-protocol-4.md` §4.5, §5)."""

import pytest

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.headers import ENCRYPTION, header
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.status import V4StatusFlag
from tests.api.mobile.users import answer

PENDING, BIOMETRY, NONE = V4StatusFlag.CONFIRMATION_PENDING, V4StatusFlag.BIOMETRY, V4StatusFlag(0)
GENERIC = EncryptionPurpose.GENERIC_ACTIVATION
USER_INFO, STATUS = "/pa/v4/user/info", "/pa/v4/activation/status"


def refused(call, code="ERR_ACTIVATION", status=400):
    assert answer(call)[:2] == (status, code)


def exchange(bank, *, algorithm="EC_P384", **members):
    """A phone that has keys, and has not confirmed them."""
    phone, invited = bank.v4_phone(algorithm=algorithm), bank.invite(**members)
    phone.exchange_keys(phone.prepare({"code": invited["activationCode"]}))
    return phone


def commit(bank, phone):
    bank.cloud.ok("POST", f"/v2/registrations/{phone.activation_id}/commit", {})


def told(phone):
    found = phone.status()
    return found.state, found.flags


def claims(phone):
    return phone.exchange(USER_INFO, phone.seal(GENERIC, b"{}"), phone.encryption_header(GENERIC))


def rows(stack, phone):
    return stack.sql("SELECT * FROM v4_keys WHERE registration_id = :id", id=phone.activation_id)


@pytest.mark.parametrize("algorithm", PhoneAlgorithm)
def test_a_registration_of_each_algorithm_from_its_keys_to_its_removal(bank, stack, algorithm):
    phone = exchange(bank, algorithm=algorithm)
    seen = bank.of(phone)
    assert (seen["registrationStatus"], seen["activationFingerprint"]) == ("PENDING_COMMIT", phone.fingerprint)
    assert (seen["protocolVersion"], seen["algorithm"]) == ("4.0", algorithm)
    assert told(phone) == (ActivationState.PENDING_COMMIT, PENDING)
    phone.confirm(enable_biometry=True)
    assert told(phone) == (ActivationState.PENDING_COMMIT, BIOMETRY)
    commit(bank, phone)
    assert told(phone) == (ActivationState.ACTIVE, BIOMETRY)
    assert claims(phone) == {}
    bank.change(phone, "BLOCK")
    assert told(phone)[0] is ActivationState.BLOCKED
    bank.change(phone, "UNBLOCK")
    bank.change(phone, "REMOVE")
    assert told(phone)[0] is ActivationState.REMOVED
    phone.temporary_secrets.by_scope.clear()
    assert told(phone)[0] is ActivationState.REMOVED
    [row] = rows(stack, phone)
    assert {row["secrets"][:3], row["factor_keys"][:3]} == {"v1."}


@pytest.mark.parametrize("enables", [True, False])
def test_a_phone_may_confirm_after_the_commit_and_says_whether_it_uses_biometry(bank, enables):
    phone = exchange(bank, commitPhase="ON_KEY_EXCHANGE")
    assert told(phone) == (ActivationState.ACTIVE, PENDING)
    phone.confirm(enable_biometry=enables)
    assert told(phone) == (ActivationState.ACTIVE, BIOMETRY if enables else NONE)


def test_a_confirmation_that_is_repeated_changes_nothing(bank):
    phone = exchange(bank, commitPhase="ON_KEY_EXCHANGE")
    phone.confirm(enable_biometry=False)
    phone.confirm(enable_biometry=True)
    assert told(phone) == (ActivationState.ACTIVE, NONE)


def test_until_it_is_confirmed_nothing_else_is_answered_and_nothing_counts(bank):
    phone = exchange(bank)
    commit(bank, phone)
    refused(lambda: claims(phone), "ERR_USER_INFO")
    body = wire.write({"requestObject": {"id": "11111111-2222-4333-8444-555555555555", "data": "A1"}})
    headers = phone.sign("POST", "/operation/authorize", body, Factors.POSSESSION_KNOWLEDGE)
    refused(
        lambda: phone.line.send("/api/auth/token/app/operation/authorize", body, headers), "POWERAUTH_AUTH_FAIL", 401
    )
    for ask in (phone.validate, phone.remove, phone.create_token, phone.unlock_vault, phone.remove_biometry):
        refused(ask, "ERR_AUTHENTICATION", 401)
    assert phone.status().failed_attempts == 0
    phone.confirm()
    assert told(phone) == (ActivationState.ACTIVE, BIOMETRY)


def test_wrong_pins_use_up_the_attempts_to_confirm_until_the_bank_commits(bank):
    """A commit is the bank's word for the phone, as an unblocking is: the count begins anew."""
    phone = exchange(bank)
    phone.pin = "0000"
    for _ in range(5):
        refused(phone.confirm, "ERR_AUTHENTICATION", 401)
    phone.pin = "1234"
    refused(phone.confirm, "ERR_AUTHENTICATION", 401)
    assert (told(phone), phone.status().failed_attempts) == ((ActivationState.PENDING_COMMIT, PENDING), 5)
    commit(bank, phone)
    assert (told(phone), phone.status().failed_attempts) == ((ActivationState.ACTIVE, PENDING), 0)
    phone.confirm()
    assert told(phone) == (ActivationState.ACTIVE, BIOMETRY)


BODIES = [b"", b"{}", b"[]", b'{"requestObject":{}}', b'{"requestObject":{"enableBiometry":1}}', b"\xff"]


@pytest.mark.parametrize("body", BODIES)
def test_a_confirmation_that_does_not_say_it_is_refused_and_confirms_nothing(bank, body):
    phone = exchange(bank)
    headers = phone.sign("POST", "/pa/activation/confirm", body, Factors.POSSESSION_KNOWLEDGE)
    refused(lambda: phone.line.send("/pa/v4/activation/confirm", body, headers))
    assert told(phone) == (ActivationState.PENDING_COMMIT, PENDING)


@pytest.mark.parametrize("factors", [Factors.POSSESSION, Factors.POSSESSION_BIOMETRY])
def test_keys_are_confirmed_by_the_pin_alone(bank, factors):
    phone, body = exchange(bank), wire.write({"requestObject": {"enableBiometry": True}})
    headers = phone.sign("POST", "/pa/activation/confirm", body, factors)
    refused(lambda: phone.line.send("/pa/v4/activation/confirm", body, headers), "ERR_AUTHENTICATION", 401)
    assert told(phone) == (ActivationState.PENDING_COMMIT, PENDING)


def test_the_answer_to_a_status_is_for_this_question_alone(bank):
    phone = exchange(bank)
    sealed = phone.seal(GENERIC, b"{}")
    headers = phone.encryption_header(GENERIC)
    phone.exchange(STATUS, sealed, headers)
    refused(lambda: phone.exchange(STATUS, sealed, headers))


def headers_of(phone, **changed):
    attributes = {
        "application_key": phone.config.application_key,
        "activation_id": phone.activation_id,
        "version": "4.0",
        **changed,
    }
    return header(ENCRYPTION, **{name: value for name, value in attributes.items() if value is not None})


HEADERS = {
    "no header": lambda _: {},
    "another version": lambda phone: headers_of(phone, version="3.3"),
    "no activation": lambda phone: headers_of(phone, activation_id=None),
    "nobody's activation": lambda phone: headers_of(phone, activation_id="11111111-2222-4333-8444-555555555555"),
    "an activation that is none": lambda phone: headers_of(phone, activation_id="1"),
    "another application": lambda phone: headers_of(phone, application_key=wire.b64(bytes(16))),
}


@pytest.fixture(scope="module")
def registered(bank):
    phone = exchange(bank, commitPhase="ON_KEY_EXCHANGE")
    phone.confirm()
    return phone


@pytest.mark.parametrize("path", [(STATUS, "ERR_ACTIVATION"), (USER_INFO, "ERR_USER_INFO")], ids=["status", "info"])
@pytest.mark.parametrize("name", HEADERS)
def test_another_header_is_refused_by_the_endpoints_own_code(registered, name, path):
    sealed = registered.seal(GENERIC, b"{}")
    refused(lambda: registered.exchange(path[0], sealed, HEADERS[name](registered)), path[1])


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"a":' * 100, b'{"nonce":"%s"}' % (b"x" * 10_000)]
)
def test_another_body_is_refused(registered, body):
    headers = registered.encryption_header(GENERIC)
    refused(lambda: registered.line.send(STATUS, body, headers))


@pytest.mark.parametrize("jwt", ["", "a.b.c", "x" * 9000, 1, None])
def test_a_request_for_a_temporary_key_that_is_none_is_refused(registered, jwt):
    found = answer(lambda: registered.line.ask("/pa/v4/keystore/create", {"jwt": jwt}))[:2]
    assert found in {(400, "ERR_TEMPORARY_KEY"), (400, "INVALID_REQUEST")}


def test_a_phone_of_version_3_does_not_reach_a_registration_of_version_4(bank, registered):
    """Its status looks like one of nobody, and its signatures are nobody's, by whatever keys."""
    older = bank.registered()
    seen = bank.of(older)
    assert (seen["protocolVersion"], "algorithm" in seen) == ("3.3", False)
    question = {"activationId": registered.activation_id, "challenge": wire.b64(bytes(16))}
    answer = older.line.ask("/pa/v3/activation/status", question)
    assert len(wire.from_b64(answer["encryptedStatusBlob"])) == 32
    attributes = older.signature("POST", "/pa/signature/validate", b"{}", Factors.POSSESSION)
    headers = header("X-PowerAuth-Authorization", **attributes | {"pa_activation_id": registered.activation_id})
    refused(lambda: older.line.send("/pa/v3/signature/validate", b"{}", headers), "ERR_AUTHENTICATION", 401)
    assert registered.status().failed_attempts == 0


def test_a_phone_of_version_4_does_not_reach_a_registration_of_version_3(bank, registered):
    older = bank.registered()
    refused(
        lambda: registered.exchange(
            STATUS,
            registered.seal(GENERIC, b"{}"),
            headers_of(registered, activation_id=older.registration.activation_id),
        )
    )


def test_an_application_without_the_algorithm_registers_no_phone_of_it(bank):
    app = bank.admin.ok(
        "POST", "/admin/applications", {"id": f"classical-{bank.cloud.app_id}", "supportedAlgorithms": ["EC_P384"]}
    )
    refused(
        lambda: bank.v4_phone(algorithm="EC_P384_ML_L3", app=app).prepare({"code": "A" * 23}),
        "ERR_TEMPORARY_KEY",
    )
    # The temporary key is of an algorithm that is allowed, what is asked for within is not.
    phone = bank.v4_phone(app=app)
    other = bank.v4_phone(algorithm="EC_P384_ML_L3").prepare({"code": "A" * 23}).offer.members()
    refused(lambda: phone.exchange_keys(phone.prepare({"code": "AAAAA-AAAAA-AAAAA-AAAAA"}, **other)))


def test_confirmations_are_in_the_audit(stack, registered):
    statement = "SELECT actor, result FROM audit WHERE registration_id = :id AND action = 'REGISTRATION_CONFIRM'"
    assert stack.sql(statement, id=registered.activation_id) == [{"actor": "device", "result": "OK"}]
