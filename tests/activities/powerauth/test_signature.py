"""Signatures (`powerauth-protocol.md` §5.3, §5.4)."""

import hmac
import os

import pytest

from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.base64_text import decode, encode
from activities.powerauth.counter import next_value
from activities.powerauth.signature import Candidate, factor_keys, find, online, sign
from activities.powerauth.signature_type import Factor, SignatureType
from activities.powerauth.version import ProtocolVersion
from tests.activities.powerauth.published import cases, raw
from tests.rows import each_row

KEYS = ActivationKeys(bytes(range(16)))
CTR = bytes(range(16, 32))
BASE = b"POST&L3A=&bm9uY2U=&e30=&secret"
PIN = SignatureType.POSSESSION_KNOWLEDGE
MEMBERS = {
    Factor.POSSESSION: "signaturePossessionKey",
    Factor.KNOWLEDGE: "signatureKnowledgeKey",
    Factor.BIOMETRY: "signatureBiometryKey",
}


def published(name):
    return [pytest.param(case, id=f"{case['signatureType']}-{n}") for n, case in enumerate(cases(name))]


def computed(case, *, digits):
    factors = [raw(case[MEMBERS[factor]]) for factor in SignatureType(case["signatureType"]).factors]
    return sign(factors, raw(case["counterData"]), raw(case["data"]), digits=digits)


@each_row("case", published("signatures-v3"))
def test_published_decimal_signatures(case):
    assert computed(case, digits=8) == case["signature"]


@each_row("case", published("signatures-v31"))
def test_published_base64_signatures(case):
    assert computed(case, digits=None) == case["signature"]


@each_row("case", published("signatures-offline"))
def test_published_offline_signatures(case):
    assert computed(case, digits=int(case["signatureComponentLength"])) == case["signature"]


@pytest.mark.parametrize("name", ["signatures-v3", "signatures-v31"])
def test_the_published_signatures_have_one_two_and_three_factors(name):
    assert {len(SignatureType(case["signatureType"]).factors) for case in cases(name)} == {1, 2, 3}


def mac(key, data):
    return hmac.digest(key, data, "sha256")


def at(ctr_data, steps):
    for _ in range(steps):
        ctr_data = next_value(ctr_data)
    return ctr_data


def signed(kind, *, steps=0, keys=KEYS, base=BASE, digits=None, ctr_data=CTR):
    return sign(factor_keys(keys, kind), at(ctr_data, steps), base, digits=digits)


def test_a_component_starts_from_its_own_key_not_from_the_first():
    """For the second of two factors: from key 1, then key 1 again. The published text starts each from key 0."""
    first, second = factor_keys(KEYS, PIN)
    derived = mac(mac(second, CTR), mac(second, CTR))
    assert decode(signed(PIN))[16:] == mac(derived, BASE)[16:]
    as_the_text_says = mac(mac(second, CTR), mac(first, CTR))
    assert decode(signed(PIN))[16:] != mac(as_the_text_says, BASE)[16:]


def test_a_third_component_mixes_in_the_second_key_and_itself():
    _, second, third = factor_keys(KEYS, SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY)
    derived = mac(mac(third, CTR), mac(mac(second, CTR), mac(third, CTR)))
    assert decode(signed(SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY))[32:] == mac(derived, BASE)[16:]


@pytest.mark.parametrize("kind", SignatureType)
def test_base64_holds_16_bytes_a_factor(kind):
    assert len(decode(signed(kind))) == 16 * len(kind.factors)


@pytest.mark.parametrize("digits", range(4, 9))
def test_decimals_are_filled_with_zeros_and_joined_by_a_dash(digits):
    signatures = [sign(factor_keys(KEYS, PIN), os.urandom(16), BASE, digits=digits) for _ in range(200)]
    assert {tuple(len(part) for part in one.split("-")) for one in signatures} == {(digits, digits)}
    assert any(one.startswith("0") for one in signatures)


@pytest.mark.parametrize(("version", "digits"), list(zip(ProtocolVersion, [8, None, None, None], strict=True)))
def test_online_signatures_are_decimal_in_the_first_version_only(version, digits):
    assert online(version, PIN, BASE) == Candidate(PIN, BASE, digits)


def found(signature, *candidates, **changes):
    return find(signature, candidates or [Candidate(PIN, BASE)], **{"keys": KEYS, "ctr_data": CTR} | changes)


@each_row("steps", range(20))
def test_a_signature_is_found_within_the_window_and_the_counter_moves_past_it(steps):
    match = found(signed(PIN, steps=steps))
    assert (match.steps, match.ctr_data) == (steps, at(CTR, steps + 1))


@pytest.mark.parametrize("steps", [20, 21, 40])
def test_past_the_window_a_signature_is_not_found(steps):
    assert found(signed(PIN, steps=steps)) is None


def test_the_window_can_be_another():
    assert found(signed(PIN, steps=2), window=3).steps == 2
    assert found(signed(PIN, steps=3), window=3) is None


@pytest.mark.parametrize("steps", [0, 7, 19])
def test_a_signature_is_found_once(steps):
    signature = signed(PIN, steps=steps)
    assert found(signature, ctr_data=found(signature).ctr_data) is None


def test_an_older_signature_is_not_found_after_a_newer():
    newer = found(signed(PIN, steps=5))
    assert all(found(signed(PIN, steps=steps), ctr_data=newer.ctr_data) is None for steps in range(6))


@pytest.mark.parametrize("kind", SignatureType)
def test_a_signature_of_one_type_is_not_of_another(kind):
    others = [other for other in SignatureType if other is not kind]
    assert found(signed(kind), *(Candidate(other, BASE) for other in others)) is None
    assert found(signed(kind), Candidate(kind, BASE)).candidate.signature_type is kind


def test_another_text_another_key_another_form_are_not_found():
    assert found(signed(PIN, base=BASE + b" ")) is None
    assert found(signed(PIN, keys=ActivationKeys(bytes(16)))) is None
    assert found(signed(PIN, digits=8)) is None
    assert found(signed(PIN), Candidate(PIN, BASE, 8)) is None


def without_a_factor(signature):
    return encode(decode(signature)[:16])


BROKEN = {
    "nothing": lambda signature: "",
    "a factor less": without_a_factor,
    "factors exchanged": lambda signature: encode(decode(signature)[16:] + decode(signature)[:16]),
    "a bit": lambda signature: encode(bytes([decode(signature)[0] ^ 1]) + decode(signature)[1:]),
    "last bit": lambda signature: encode(decode(signature)[:-1] + bytes([decode(signature)[-1] ^ 1])),
    "the same bytes in another text": lambda signature: signature.rstrip("="),
    "a space": lambda signature: signature + " ",
    "not ASCII": lambda signature: "č" + signature[1:],
}


@pytest.mark.parametrize("breaking", BROKEN.values(), ids=BROKEN.keys())
def test_a_changed_signature_is_not_found(breaking):
    assert found(breaking(signed(PIN))) is None


def test_all_candidates_are_tried_at_a_position_before_the_next():
    first, second = Candidate(PIN, BASE, 8), Candidate(SignatureType.POSSESSION_BIOMETRY, BASE, 8)
    assert found(signed(PIN, digits=8), second, first).candidate == first
    match = found(signed(SignatureType.POSSESSION_BIOMETRY, digits=8, steps=3), first, second)
    assert (match.candidate, match.steps) == (second, 3)
    # Several texts of one type, and the same position: the one that it is of.
    texts = [Candidate(PIN, BASE + bytes([n])) for n in range(3)]
    assert found(signed(PIN, base=texts[2].base_string, steps=1), *texts).candidate is texts[2]


def test_without_candidates_nothing_is_found():
    assert find(signed(PIN), [], keys=KEYS, ctr_data=CTR) is None
