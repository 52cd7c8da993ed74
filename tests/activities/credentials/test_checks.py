"""Credentials checked: counted on the row, exactly, whoever tries at once; and kept anew where the definition changed."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.credentials.hashing import Hashing
from activities.store import credentials as store
from config.clock import now_ms
from config.identity_vocabulary import CredentialAuthenticationMode, CredentialStatus, CredentialType
from config.reasons import Reason
from config.refused import Refused
from tests.activities.credentials.made import NAME

ACTIVE, TEMPORARILY, PERMANENTLY = (
    CredentialStatus.ACTIVE,
    CredentialStatus.BLOCKED_TEMPORARY,
    CredentialStatus.BLOCKED_PERMANENT,
)
POSITIONS = CredentialAuthenticationMode.MATCH_ONLY_SPECIFIED_POSITIONS


def counts(row):
    return row.attempt_counter, row.failed_soft, row.failed_hard


def test_a_right_value_succeeds_and_forgets_what_was_wrong(house):
    house.create()
    assert house.check("wrong").remaining_attempts == 2
    verdict = house.check("s3cretA")
    assert (verdict.is_right, verdict.status, verdict.remaining_attempts) == (True, ACTIVE, 3)
    assert counts(house.row()) == (2, 0, 0)


def test_the_last_wrong_value_blocks_and_nothing_succeeds_any_more(house):
    house.create()
    verdicts = [house.check("wrong") for _ in range(4)]
    assert [(one.status, one.remaining_attempts) for one in verdicts] == [
        (ACTIVE, 2),
        (ACTIVE, 1),
        (TEMPORARILY, 0),
        (TEMPORARILY, 0),
    ]
    assert verdicts[2].blocked_ms is not None
    right = house.check("s3cretA")
    assert (right.is_right, right.status, right.remaining_attempts) == (False, TEMPORARILY, 0)
    assert counts(house.row()) == (3, 3, 3)


def test_the_hard_limit_is_looked_at_first(house):
    house.define(limit_soft=2, limit_hard=2)
    house.create()
    assert [house.check("wrong").status for _ in range(2)] == [ACTIVE, PERMANENTLY]


@pytest.mark.parametrize("limits", [{"limit_soft": None, "limit_hard": None}])
def test_without_limits_nothing_blocks(house, limits):
    house.define(**limits)
    house.create()
    assert [house.check("wrong").remaining_attempts for _ in range(7)] == [None] * 7
    assert house.check("s3cretA").is_right


@pytest.mark.parametrize("tries", [2, 6])
def test_wrong_values_at_once_count_exactly_and_never_past_the_limit(house, tries):
    house.create()
    with ThreadPoolExecutor(6) as pool:
        verdicts = [*pool.map(house.check, ["wrong"] * tries)]
    counted = min(tries, 3)
    assert counts(house.row()) == (counted, counted, counted)
    assert sorted(one.remaining_attempts for one in verdicts) == [0] * (tries - 2) + [1, 2]
    assert house.check("s3cretA").is_right is (tries < 3)


def test_who_dies_after_comparing_has_counted_nothing(house):
    house.create()
    for _ in range(10):
        house.checks.compare(house.row(), house.terms(), "wrong")
    assert counts(house.row()) == (0, 0, 0)


def test_what_was_compared_with_another_value_is_not_settled(house):
    house.create()
    comparison = house.checks.compare(house.row(), house.terms(), "s3cretA")
    house.create(value="An0therValue")
    with house.database.write() as session:
        locked = store.lock(session, "roman", NAME)
        assert house.checks.settle(session, locked, house.terms(), comparison) is None
    assert counts(house.row()) == (0, 0, 0)
    assert not house.check("s3cretA").is_right


def test_a_right_value_counts_as_a_failure_beside_something_wrong(house):
    house.create()
    verdict = house.check("s3cretA", others_succeeded=False)
    assert (verdict.is_right, verdict.remaining_attempts) == (True, 2)
    assert counts(house.row()) == (1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"parameters": {"iterations": "2"}},
        {"parameters": {"version": "16"}},
        {"definition": {"encryption_enabled": True, "encryption_algorithm": "AES_HMAC"}},
        {"definition": {"hashing_enabled": False}},
        {"definition": {"hashing_enabled": False, "encryption_enabled": True, "encryption_algorithm": "AES_HMAC"}},
    ],
)
def test_a_value_is_kept_anew_with_the_next_success_where_the_definition_changed(house, change):
    house.create()
    before = house.row()
    house.define(**change)
    house.check("wrong")
    assert house.row().value == before.value
    assert house.check("s3cretA").is_right
    after = house.row()
    assert after.value != before.value
    assert house.checks.compare(after, house.terms(), "s3cretA").new_value is None
    assert house.check("s3cretA").is_right
    assert house.row().value == after.value
    assert not house.check("wrong").is_right


def test_right_values_at_once_succeed_all_while_the_value_is_kept_anew(house):
    house.create()
    house.define(parameters={"iterations": "2"})
    with ThreadPoolExecutor(4) as pool:
        verdicts = [*pool.map(house.check, ["s3cretA"] * 8)]
    assert all(one.is_right for one in verdicts)
    assert counts(house.row()) == (8, 0, 0)


@pytest.mark.parametrize("kind", CredentialType)
def test_what_has_expired_is_to_be_changed_and_what_is_temporary_fails(house, kind):
    house.create(kind=kind, expires_ms=now_ms() - 1)
    verdict = house.check("s3cretA")
    assert verdict.is_right is (kind is CredentialType.PERMANENT)
    assert verdict.change_required
    assert verdict.remaining_attempts == (3 if verdict.is_right else 2)


def test_a_value_that_its_policy_would_refuse_now_is_to_be_changed(house):
    house.create()
    assert not house.check("s3cretA").change_required
    house.define(credential_length_min=12)
    assert house.check("s3cretA").change_required


def test_a_value_that_was_not_changed_for_long_is_to_be_changed(house):
    house.create()
    house.define(rotation_enabled=True, rotation_days=1)
    assert not house.check("s3cretA").change_required
    with house.database.write() as session:
        old = dataclasses.replace(house.row(), value_changed_ms=now_ms() - 24 * 3_600_000)
        assert store.put(session, old)
    assert house.check("s3cretA").change_required


@pytest.mark.parametrize(
    ("said", "positions", "right"),
    [
        ("se", [0, 2], False),
        ("sc", [0, 2], True),
        ("cs", [2, 0], True),
        ("s", [0, 2], False),
        ("sc3", [0, 2], False),
        ("A", [6], True),
        ("A", [7], False),
        ("A", [-1], False),
        ("s", [0, 99], False),
    ],
)
def test_characters_are_compared_with_those_at_their_positions(house, said, positions, right):
    house.define(definition={"hashing_enabled": False})
    house.create()
    assert house.checks.compare(house.row(), house.terms(), said, POSITIONS, positions).matches is right


@pytest.mark.parametrize(
    ("hashing", "positions", "reason"),
    [(True, [0], Reason.CONFIGURATION_INVALID), (False, [], Reason.REQUEST_INVALID)],
)
def test_positions_need_a_value_that_can_be_read(house, hashing, positions, reason):
    house.define(definition={"hashing_enabled": hashing})
    house.create()
    for row in (house.row(), None):
        with pytest.raises(Refused) as refused:
            house.checks.compare(row, house.terms(), "s", POSITIONS, positions)
        assert refused.value.reason is reason


def test_nobodys_value_is_wrong_after_as_many_hashes(house, monkeypatch):
    house.create()
    compared = []
    matches = Hashing.matches
    monkeypatch.setattr(
        Hashing, "matches", lambda self, value, kept: compared.append(kept) or matches(self, value, kept)
    )
    found = house.checks.compare(house.row(), house.terms(), "wrong")
    nothing = house.checks.compare(None, house.terms(), "wrong")
    assert found.matches is nothing.matches is False
    assert [kept.rpartition("$")[0].rpartition("$")[0] for kept in compared] == ["$argon2id$v=19$m=16,t=1,p=1"] * 2


def test_a_removed_credential_fails(house):
    house.create()
    house.service.remove("roman", NAME)
    verdict = house.check("s3cretA")
    assert (verdict.is_right, verdict.status, verdict.remaining_attempts) == (False, CredentialStatus.REMOVED, 0)
