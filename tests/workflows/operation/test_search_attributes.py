"""Search attributes: what a new operation has, and what of it is told anew."""

import hashlib

import pytest

from tests.workflows.operation.flows import Walk, shipped
from workflows.operation import search_attributes
from workflows.temporal.search_attributes import ALL


def names(updates):
    return {update.key.name: update.value for update in updates}


def changed_by(walk, *event, **given):
    before = walk.state
    getattr(walk, event[0])(*event[1:], **given)
    return names(search_attributes.changes(before, walk.state))


def started(**given):
    values = {"application_id": None, "external_id": None, "user_id": None, **given}
    state = Walk(shipped("login"), user_id=values["user_id"]).state
    attributes = search_attributes.at_start(state, values["application_id"], values["external_id"])
    return {pair.key.name: pair.value for pair in attributes}


def test_they_are_keywords_with_a_prefix_of_ours_and_no_more_than_a_namespace_has():
    assert len({key.name for key in ALL}) == len(ALL) <= 10
    assert all(key.name.startswith("NextStep") for key in ALL)
    assert {key.indexed_value_type.name for key in ALL} == {"KEYWORD"}


def test_a_new_operation_tells_what_is_known():
    assert started() == {
        "NextStepStatus": "PENDING",
        "NextStepAuthMethod": "USER_ID_ASSIGN",
    }
    assert (
        started(user_id="roman", application_id="APP", external_id="12345").items()
        > {
            "NextStepUserId": "roman",
            "NextStepApplicationId": "APP",
            "NextStepExternalId": "12345",
        }.items()
    )


def test_what_is_too_long_or_does_not_print_is_told_by_its_digest():
    long, strange = "x" * 201, "a\nb"
    found = started(user_id=long, external_id=strange)
    assert found["NextStepUserId"] == hashlib.sha256(long.encode()).hexdigest()
    assert found["NextStepExternalId"] == hashlib.sha256(strange.encode()).hexdigest()


def test_only_what_an_operator_would_see_differently_is_told_anew():
    walk = Walk(shipped("authorize_payment"))
    assert changed_by(walk, "step", "USERNAME_PASSWORD_AUTH", "AUTH_FAILED") == {
        "NextStepAuthMethod": "USERNAME_PASSWORD_AUTH"
    }
    assert changed_by(walk, "step", "USERNAME_PASSWORD_AUTH", "AUTH_FAILED") == {}
    assert changed_by(walk, "step", "USERNAME_PASSWORD_AUTH", user_id="roman") == {
        "NextStepAuthMethod": "POWERAUTH_TOKEN",
        "NextStepUserId": "roman",
    }
    assert changed_by(walk, "mobile_token", True) == {}
    assert changed_by(walk, "choose", "SMS_KEY") == {"NextStepAuthMethod": "SMS_KEY"}
    assert changed_by(walk, "assign", "petr") == {"NextStepUserId": "petr"}
    assert changed_by(walk, "step", "SMS_KEY", "CANCELED") == {
        "NextStepStatus": "CANCELED",
        "NextStepReason": "canceled.unknown",
        "NextStepAuthMethod": None,
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (None, "canceled.unknown"),
        ("INCORRECT_DATA", "canceled.incorrect_data"),
        ("Roman Novak does not know the payee", "canceled.other"),
        ("INCORRECT_DATA of Roman", "canceled.other"),
        (" ", "canceled.other"),
    ],
)
@pytest.mark.parametrize("by_phone", [False, True])
def test_a_reason_in_somebody_s_own_words_stays_out_of_what_is_kept_in_clear(said, told, by_phone):
    walk = Walk(shipped("authorize_payment"))
    request = {"request_id": "phone"} if by_phone else {}
    found = changed_by(walk, "step", "USERNAME_PASSWORD_AUTH", "CANCELED", description=said, **request)
    assert found["NextStepReason"] == told
