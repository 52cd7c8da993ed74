"""Which changes each status allows, and what is said where it does not (`mobile-and-cloud.md` §3.3)."""

from itertools import product

import pytest

from config.refused import Refused
from config.vocabulary import RegistrationStatus
from tests.workflows.registration.terms import ACTIVE, BLOCKED, CREATED, PENDING, REMOVED
from workflows.registration.changes import alter
from workflows.registration.model import RegistrationChange

BLOCK, UNBLOCK, REMOVE = RegistrationChange
ALLOWED = {
    (CREATED, REMOVE): REMOVED,
    (PENDING, REMOVE): REMOVED,
    (ACTIVE, BLOCK): BLOCKED,
    (ACTIVE, REMOVE): REMOVED,
    (BLOCKED, UNBLOCK): ACTIVE,
    (BLOCKED, REMOVE): REMOVED,
}


@pytest.mark.parametrize(("status", "change"), [*product(RegistrationStatus, RegistrationChange)])
def test_a_change_is_done_or_refused(status, change):
    if (status, change) in ALLOWED:
        assert alter(status, change) is ALLOWED[status, change]
    else:
        with pytest.raises(Refused) as refused:
            alter(status, change)
        assert refused.value.reason == "REGISTRATION_STATE"


@pytest.mark.parametrize(
    ("status", "change", "text"),
    [
        (CREATED, BLOCK, "Activation is CREATED, you can only REMOVE it."),
        (ACTIVE, UNBLOCK, "Activation is ACTIVE, you can only BLOCK or REMOVE it."),
        (BLOCKED, BLOCK, "Activation is BLOCKED, you can only UNBLOCK or REMOVE it."),
        (REMOVED, REMOVE, "Activation is REMOVED, it can no longer be changed."),
    ],
)
def test_a_refusal_says_what_would_be_allowed(status, change, text):
    with pytest.raises(Refused) as refused:
        alter(status, change)
    assert refused.value.detail == text
