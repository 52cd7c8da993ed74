"""`nextstep phone register` against the real servers: by which codes there is a phone, and by which there is none."""

import pytest

from tests.api.mobile.phone_holder import PIN


@pytest.mark.parametrize("protocol", ["3.0", "3.3", "4.0"])
@pytest.mark.parametrize("member", ["activationCode", "activationQrCodeData"])
def test_a_phone_is_registered_by_a_code_typed_or_scanned(nobody, member, protocol):
    invited = nobody.bank.invite(nobody.user_id)
    made = nobody.ok(*nobody.register("-", "--protocol", protocol), stdin=invited[member] + "\n")
    assert (made["status"], made["registrationId"]) == ("PENDING_COMMIT", invited["registrationId"])
    path = f"/v2/registrations/{made['registrationId']}"
    assert nobody.bank.cloud.ok("GET", path)["activationFingerprint"] == made["fingerprint"]
    assert "the bank has not committed the registration yet" in nobody.refused("list")
    nobody.bank.cloud.ok("POST", f"{path}/commit", {})
    assert nobody.ok("status")["status"] == "ACTIVE"
    assert nobody.ok("list")["operations"] == []
    operation = nobody.asked()
    nobody.ok("approve", operation, *PIN)
    assert nobody.status_of(operation) == "APPROVED"


@pytest.mark.parametrize(
    ("words", "protocol"),
    [
        ((), "4.0 EC_P384_ML_L3"),
        (("--algorithm", "EC_P384_ML_L5"), "4.0 EC_P384_ML_L5"),
        (("--protocol", "3.3"), "3.3"),
        (("--protocol", "4.0", "--algorithm", "EC_P384"), "4.0 EC_P384"),
    ],
)
def test_a_phone_speaks_the_newest_protocol_that_its_app_has_keys_for(nobody, words, protocol):
    invited = nobody.bank.invite(nobody.user_id, commitPhase="ON_KEY_EXCHANGE")
    assert nobody.ok(*nobody.register(invited["activationCode"], *words))["protocol"] == protocol
    assert nobody.ok("list")["operations"] == []


def _mistyped(code):
    """Another first character: of the last one only a bit counts."""
    return ("B" if code[0] == "A" else "A") + code[1:]


REFUSED_CODES = {
    "mistyped": (lambda invited: _mistyped(invited["activationCode"]), "a character of the activation code is wrong"),
    "no code": (lambda invited: "hello", "has the form AAAAA-BBBBB-CCCCC-DDDDD"),
    "signed by another": (lambda invited: invited["activationCode"] + "#AAAA", "is not the server's"),
    "unknown": (lambda invited: "AAAAA-AAAAA-AAAAA-AAAAA", "the code is used, expired or another server's"),
}


@pytest.mark.parametrize(("code", "said"), REFUSED_CODES.values(), ids=REFUSED_CODES)
def test_a_wrong_code_is_told_and_no_phone_is_left(nobody, code, said):
    assert said in nobody.refused(*nobody.register(code(nobody.bank.invite(nobody.user_id))))
    assert nobody.ok("phones", phone=None) == {"phones": []}


def test_a_code_is_good_once(holder):
    invited = holder.bank.invite(holder.user_id, commitPhase="ON_KEY_EXCHANGE")
    holder.ok(*holder.register(invited["activationCode"]), phone="second")
    assert "the code is used" in holder.refused(*holder.register(invited["activationCode"]), phone="third")


@pytest.mark.parametrize("otp", [(), ("--otp", "wrong")])
def test_an_activation_that_asks_for_a_one_time_password_says_so(nobody, otp):
    invited = nobody.bank.invite(nobody.user_id, commitPhase="ON_KEY_EXCHANGE", otp="7391")
    assert "(--otp)" in nobody.refused(*nobody.register(invited["activationCode"], *otp))
    assert nobody.ok(*nobody.register(invited["activationCode"], "--otp", "7391"))["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--config", "AAAA"), "the SDK configuration is damaged"),
        (("--server", "ftp://bank"), "give an address such as"),
        (("--server", "127.0.0.1:8080"), "give an address such as"),
        (("--pin", "123"), "at least 4 characters"),
    ],
)
def test_what_cannot_be_registered_is_refused_before_anybody_is_asked(nobody, words, said):
    result = nobody.run(*nobody.register("AAAAA-AAAAA-AAAAA-AAAAA"), *words)
    assert result.exit_code in (1, 2)
    assert said in result.output
