"""Authentication codes and the keys of their factors (`powerauth-protocol-4.md` §6, §11)."""

from base64 import b64decode, b64encode

import pytest

from activities.powerauth.base_string import base_string
from activities.powerauth.canonical_query import canonical_query
from activities.powerauth.offline import base_strings, candidates
from activities.powerauth.signature import Candidate
from activities.powerauth.signature_type import Factor, SignatureType
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.v4.authentication_code import compute, find
from activities.powerauth.v4.counter import next_value
from activities.powerauth.v4.factor_keys import FactorKeys, ReplaceableKey
from activities.powerauth.v4.kmac import kmac256
from tests.activities.powerauth.v4.published import every, members, vectors

CTR = bytes(range(32))
BASE = b"POST&L3A=&bm9uY2U=&e30=&secret"
PIN, TOUCH = SignatureType.POSSESSION_KNOWLEDGE, SignatureType.POSSESSION_BIOMETRY
INITIAL = FactorKeys.initial(V4ActivationKeys(b"a" * 32), biometry_enabled=True)
NEW, NEWER = b"n" * 32, b"m" * 32
OF = {
    Factor.POSSESSION: ActivationKey.POSSESSION,
    Factor.KNOWLEDGE: ActivationKey.KNOWLEDGE,
    Factor.BIOMETRY: ActivationKey.BIOMETRY,
}


def at(steps):
    position = CTR
    for _ in range(steps):
        position = next_value(position)
    return position


def code(kind, *, steps=0, knowledge=None, biometry=None, digits=None):
    """The code of a phone with these keys, the initial ones unless given."""
    keys = {
        Factor.POSSESSION: INITIAL.possession,
        Factor.KNOWLEDGE: knowledge or INITIAL.knowledge.current,
        Factor.BIOMETRY: biometry or INITIAL.biometry.current,
    }
    return compute([keys[factor] for factor in kind.factors], at(steps), BASE, digits=digits)


def found(sent, keys=INITIAL, kind=PIN, window=20, digits=None):
    return find(sent, [Candidate(kind, BASE, digits)], keys=keys, ctr_data=CTR, window=window)


def factor_keys(case):
    keys = V4ActivationKeys(*members(case, "keyActivationSecret"))
    return [keys.derive(OF[factor]) for factor in SignatureType(case["type"]).factors]


@every("auth-code-online")
def test_official_online_codes(case):
    text = base_string(
        method=case["method"],
        resource_id=case["uriId"],
        nonce=b64decode(case["nonce"]),
        body=bytes.fromhex(case["body"] or ""),
        application_secret=case["appSecret"],
    )
    assert text.decode() == f"{case['baseString']}&{case['appSecret']}"
    (ctr_data,) = members(case, "ctrData")
    assert compute(factor_keys(case), ctr_data, text, digits=None) == case["authCode"]


@every("auth-code-offline")
def test_official_offline_codes(case):
    operation_id, _, data = case["offlineData"].partition("&")
    (text,) = base_strings(operation_id=operation_id, data=data, nonce=b64decode(case["nonce"]), totps=None)
    assert text.decode() == f"{case['baseString']}&offline"
    (ctr_data,) = members(case, "ctrData")
    assert compute(factor_keys(case), ctr_data, text, digits=case["length"]) == case["authCode"]


@pytest.mark.parametrize("name", ["auth-code-online", "auth-code-offline"])
def test_all_types_are_among_them(name):
    assert {case["type"] for case in vectors(name)} == set(SignatureType)


@every("canonical-query")
def test_official_queries(case):
    assert canonical_query(case["query"] or "").decode() == case["canonical"]


def test_the_first_component_of_a_code_is_the_code_of_its_first_factor():
    assert b64decode(code(PIN))[:32] == b64decode(code(SignatureType.POSSESSION))
    assert len(b64decode(code(SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY))) == 96


@pytest.mark.parametrize("kind", SignatureType)
@pytest.mark.parametrize("steps", [0, 1, 19])
def test_a_code_is_found_within_the_window(kind, steps):
    match = found(code(kind, steps=steps), kind=kind)
    assert [match.steps, match.position, match.ctr_data] == [steps, at(steps), at(steps + 1)]
    assert match.keys == INITIAL


@pytest.mark.parametrize("kind", SignatureType)
def test_a_code_beyond_the_window_or_before_it_is_not(kind):
    assert found(code(kind, steps=20), kind=kind) is None
    match = found(code(kind), kind=kind)
    assert find(code(kind), [match.candidate], keys=INITIAL, ctr_data=match.ctr_data) is None


def swapped(text):
    data = b64decode(text)
    return b64encode(data[32:] + data[:32]).decode()


def damaged(text, place):
    data = bytearray(b64decode(text))
    data[place] ^= 1
    return b64encode(data).decode()


WRONG = {
    "of fewer factors": code(SignatureType.POSSESSION),
    "of more": code(SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY),
    "of another factor": code(TOUCH),
    "with another PIN": code(PIN, knowledge=NEW),
    "in another order": swapped(code(PIN)),
    "with a wrong bit in possession": damaged(code(PIN), 0),
    "with a wrong bit in knowledge": damaged(code(PIN), 63),
    "in digits": code(PIN, digits=8),
    "empty": "",
    "no text of ours": "\ud800é",
}


@pytest.mark.parametrize("sent", WRONG.values(), ids=WRONG)
def test_another_code_is_not_found(sent):
    assert found(sent) is None


@pytest.mark.parametrize("digits", [None, 8])
def test_the_work_of_a_wrong_code_is_bounded_and_tells_nothing_of_its_later_factors(monkeypatch, digits):
    """A window of 20 costs two MACs a position, and four more where possession is right."""
    kind, calls = SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY, []
    sent = {
        "nothing": code(kind, steps=20, digits=digits),
        "knowledge": code(kind, knowledge=NEW, digits=digits),
        "biometry": code(kind, biometry=NEW, digits=digits),
        "both": code(kind, knowledge=NEW, biometry=NEW, digits=digits),
    }

    def counted(*arguments, **options):
        calls.append(1)
        return kmac256(*arguments, **options)

    monkeypatch.setattr("activities.powerauth.v4.authentication_code.kmac256", counted)
    work = {}
    for name, text in sent.items():
        calls.clear()
        assert found(text, kind=kind, digits=digits) is None
        work[name] = len(calls)
    assert work == {"nothing": 40, "knowledge": 44, "biometry": 44, "both": 44}


def test_a_change_of_password_waits_for_the_phone_to_have_it():
    changed = INITIAL.with_password(NEW)
    still = found(code(PIN), changed)
    assert still.keys == INITIAL
    assert found(code(PIN, knowledge=NEW), still.keys) is None
    settled = found(code(PIN, knowledge=NEW, steps=3), changed)
    assert settled.keys == FactorKeys(INITIAL.possession, ReplaceableKey(NEW), INITIAL.biometry, True)
    assert settled.steps == 3
    assert found(code(PIN), settled.keys) is None


def test_a_second_change_replaces_the_one_that_waits():
    changed = INITIAL.with_password(NEW).with_password(NEWER)
    assert found(code(PIN, knowledge=NEW), changed) is None
    assert found(code(PIN, knowledge=NEWER), changed).keys.knowledge == ReplaceableKey(NEWER)
    assert found(code(PIN), changed).keys == INITIAL


@pytest.mark.parametrize("kind", [SignatureType.POSSESSION, TOUCH])
def test_codes_without_a_factor_leave_its_waiting_key(kind):
    changed = INITIAL.with_password(NEW)
    assert found(code(kind), changed, kind).keys == changed


def test_biometry_is_refused_while_it_is_off_or_removed():
    off = FactorKeys.initial(V4ActivationKeys(b"a" * 32), biometry_enabled=False)
    for keys in (off, INITIAL.without_biometry()):
        for kind in SignatureType:
            is_biometric = Factor.BIOMETRY in kind.factors
            assert (found(code(kind), keys, kind) is None) is is_biometric
    assert INITIAL.without_biometry().biometry is None


def test_added_biometry_is_the_key_where_none_is_enabled_and_waits_otherwise():
    off = FactorKeys.initial(V4ActivationKeys(b"a" * 32), biometry_enabled=False)
    for again in (INITIAL.without_biometry().with_biometry(NEW), off.with_biometry(NEW)):
        assert found(code(TOUCH, biometry=NEW), again, TOUCH).keys.biometry == ReplaceableKey(NEW)
        assert found(code(TOUCH), again, TOUCH) is None
    added = INITIAL.with_biometry(NEW)
    assert found(code(TOUCH), added, TOUCH).keys == INITIAL
    assert found(code(TOUCH, biometry=NEW), added, TOUCH).keys.biometry == ReplaceableKey(NEW)


def test_two_waiting_keys_settle_each_by_itself():
    kind = SignatureType.POSSESSION_KNOWLEDGE_BIOMETRY
    changed = INITIAL.with_password(NEW).with_biometry(NEWER)
    both = found(code(kind, knowledge=NEW, biometry=NEWER), changed, kind).keys
    assert [both.knowledge, both.biometry] == [ReplaceableKey(NEW), ReplaceableKey(NEWER)]
    one = found(code(kind, knowledge=NEW), changed, kind).keys
    assert [one.knowledge, one.biometry] == [ReplaceableKey(NEW), INITIAL.biometry]


def test_keys_are_not_shown():
    assert repr(INITIAL.with_password(NEW)).count("b'") == 0


def offline_code(kind, totp=None, digits=8, steps=2):
    (text,) = base_strings(operation_id="id", data="A1", nonce=bytes(16), totps=None if totp is None else [totp])
    keys = {PIN: INITIAL.knowledge.current, TOUCH: INITIAL.biometry.current}
    return compute([INITIAL.possession, keys[kind]], at(steps), text, digits=digits)


def offline_found(sent, *, biometry_allowed=True, totps=None, digits=8, keys=INITIAL):
    possible = candidates(
        operation_id="id",
        data="A1",
        nonce=bytes(16),
        biometry_allowed=biometry_allowed,
        totps=totps,
        digits=digits,
    )
    return find(sent, possible, keys=keys, ctr_data=CTR)


@pytest.mark.parametrize("kind", [PIN, TOUCH])
@pytest.mark.parametrize("digits", range(4, 9))
def test_an_offline_code_tells_its_factors(kind, digits):
    match = offline_found(offline_code(kind, digits=digits), digits=digits)
    assert [match.candidate.signature_type, match.steps] == [kind, 2]


def test_an_offline_code_is_of_its_operation_and_what_is_allowed():
    assert offline_found(offline_code(TOUCH), biometry_allowed=False) is None
    assert offline_found(offline_code(TOUCH), keys=INITIAL.without_biometry()) is None
    assert offline_found(offline_code(PIN, totp="12345678")) is None
    assert offline_found(offline_code(PIN), totps=["12345678"]) is None
    assert offline_found(offline_code(PIN, totp="12345678"), totps=["00000000", "12345678"]).steps == 2
