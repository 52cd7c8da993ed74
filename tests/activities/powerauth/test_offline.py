"""Codes copied from a phone (`powerauth-protocol.md` §7.2, §7.3)."""

from base64 import b64encode

import pytest

from activities.powerauth import offline, totp
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.counter import next_value
from activities.powerauth.offline import OfflineCodeInvalid, read_code, signed_data
from activities.powerauth.signature import factor_keys, find, sign
from activities.powerauth.signature_type import SignatureType

KEYS = ActivationKeys(bytes(range(16)))
CTR = bytes(range(16, 32))
NONCE = bytes(range(32, 48))
SEED = bytes(range(48, 64))
NOW = 1_700_000_010_000
PIN, FINGER = SignatureType.POSSESSION_KNOWLEDGE, SignatureType.POSSESSION_BIOMETRY
ID, DATA = "5ff1b1ed", "A1*A100CZK"
COUNTED = {"keys", "ctr_data", "window"}


def shown(kind=PIN, *, text=f"{ID}&{DATA}", steps=0, digits=8, secret="offline", uri=b"/operation/authorize/offline"):
    """The code that a phone shows."""
    ctr_data = CTR
    for _ in range(steps):
        ctr_data = next_value(ctr_data)
    parts = (b"POST", b64encode(uri), b64encode(NONCE), b64encode(text.encode()), secret.encode())
    return sign(factor_keys(KEYS, kind), ctr_data, b"&".join(parts), digits=digits)


def found(code, **changes):
    terms = {
        "operation_id": ID,
        "data": DATA,
        "nonce": NONCE,
        "biometry_allowed": True,
        "totps": None,
    }
    counted = {"keys": KEYS, "ctr_data": CTR} | {name: changes.pop(name) for name in COUNTED & set(changes)}
    return find(code, offline.candidates(**terms | changes), **counted)


@pytest.mark.parametrize("kind", [PIN, FINGER])
@pytest.mark.parametrize("steps", [0, 1, 19])
def test_a_code_is_found_and_the_counter_of_online_requests_moves(kind, steps):
    match = found(shown(kind, steps=steps))
    assert (match.candidate.signature_type, match.steps) == (kind, steps)
    assert found(shown(kind, steps=steps), ctr_data=match.ctr_data) is None


def test_past_the_window_it_is_not_found():
    assert found(shown(steps=20)) is None
    assert found(shown(steps=2), window=2) is None


def test_biometry_counts_only_where_it_is_allowed():
    assert found(shown(FINGER), biometry_allowed=False) is None
    assert found(shown(PIN), biometry_allowed=False).candidate.signature_type is PIN


@pytest.mark.parametrize("kind", [kind for kind in SignatureType if kind not in (PIN, FINGER)])
def test_other_factors_do_not_count(kind):
    assert found(shown(kind)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"operation_id": "5ff1b1ee"},
        {"data": "A1*A101CZK"},
        {"nonce": bytes(16)},
        {"ctr_data": bytes(16)},
        {"keys": ActivationKeys(bytes(16))},
        {"digits": 7},
        {"totps": ["12345678"]},
        {"totps": []},
    ],
)
def test_a_code_of_anything_else_is_not_found(changes):
    assert found(shown(), **changes) is None


def test_a_code_with_another_secret_or_resource_is_not_found():
    assert found(shown(secret="m3JdVJMIu65fXXFi4VqjjA==")) is None
    assert found(shown(uri=b"/operation/authorize")) is None


@pytest.mark.parametrize("digits", range(4, 9))
def test_factors_have_as_many_digits_as_the_house_says(digits):
    code = shown(digits=digits)
    assert found(read_code(code, digits=digits), digits=digits)


def test_the_data_is_signed_as_text_with_the_password_at_its_end():
    assert signed_data("id", "A1*A1.0CZK*Nžluť") == "id&A1*A1.0CZK*Nžluť".encode()
    assert signed_data("id", "A1", "01234567") == b"id&A1&01234567"


@pytest.mark.parametrize("kind", [PIN, FINGER])
@pytest.mark.parametrize("age_ms", [0, 30_000])
def test_a_code_with_the_password_of_this_step_or_the_one_before_is_found(kind, age_ms):
    code = shown(kind, text=f"{ID}&{DATA}&{totp.code(SEED, NOW - age_ms)}", steps=3)
    match = found(code, totps=totp.codes(SEED, NOW))
    assert (match.candidate.signature_type, match.steps) == (kind, 3)


@pytest.mark.parametrize("age_ms", [60_000, -30_000])
def test_a_code_with_an_older_or_a_coming_password_is_not(age_ms):
    code = shown(text=f"{ID}&{DATA}&{totp.code(SEED, NOW - age_ms)}")
    assert found(code, totps=totp.codes(SEED, NOW)) is None


def test_a_proximity_check_cannot_be_left_out():
    assert found(shown(), totps=totp.codes(SEED, NOW)) is None
    assert found(shown(text=f"{ID}&{DATA}&{totp.code(SEED, NOW)}")) is None


@pytest.mark.parametrize("text", ["1234-5678-9012-3456", "12345678-90123456", "1234567890123456"])
def test_a_code_is_typed_in_three_ways(text):
    assert read_code(text) == "12345678-90123456"


@pytest.mark.parametrize(("digits", "texts"), [(4, ["1234-5678", "12345678"]), (6, ["123456-789012", "123456789012"])])
def test_a_shorter_code_is_typed_in_two_ways(digits, texts):
    assert {read_code(text, digits=digits).replace("-", "") for text in texts} == {texts[1]}
    assert {read_code(text, digits=digits) for text in texts} == {texts[0]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678",
        "12345678-",
        "12345678-9012345",
        "12345678-901234567",
        "1234-5678-90123456",
        "123456789012345-6",
        "1234 5678 9012 3456",
        "12345678-90123456\n",
        " 12345678-90123456",
        "12345678–90123456",
        "1234567a-90123456",
        "١٢٣٤٥٦٧٨-90123456",
        "-" * 17,
        None,
        1234567890123456,
    ],
)
def test_what_cannot_be_a_code_is_refused(text):
    with pytest.raises(OfflineCodeInvalid):
        read_code(text)


def test_four_groups_of_four_are_not_another_length():
    with pytest.raises(OfflineCodeInvalid):
        read_code("1234-5678-9012-3456", digits=6)


@pytest.mark.parametrize("digits", [0, 3, 9, 16])
def test_a_factor_has_4_to_8_digits(digits):
    with pytest.raises(ValueError, match="4 to 8"):
        read_code("12345678-90123456", digits=digits)
