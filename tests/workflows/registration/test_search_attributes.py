"""By what operators find registrations."""

import pytest

from tests.workflows.registration.terms import ACTIVE, CREATED, NEW, PENDING, REMOVED, state
from workflows.registration import search_attributes
from workflows.temporal.search_attributes import ALL


def test_a_registration_is_found_by_user_application_and_status():
    found = {pair.key.name: pair.value for pair in search_attributes.at_start(NEW, "RETAIL", "roman").search_attributes}
    assert found == {
        "NextStepStatus": "CREATED",
        "NextStepApplicationId": "RETAIL",
        "NextStepUserId": "roman",
    }
    assert set(found) <= {key.name for key in ALL}, "no attribute of its own: they are few"


def test_a_long_user_id_is_bounded():
    found = {
        pair.key.name: pair.value for pair in search_attributes.at_start(NEW, "RETAIL", "ž" * 150).search_attributes
    }
    assert len(found["NextStepUserId"]) == 64


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (NEW, state(PENDING), ["PENDING_COMMIT"]),
        (state(PENDING), state(ACTIVE), ["ACTIVE"]),
        (state(PENDING), state(REMOVED), ["REMOVED", "removed"]),
        (state(PENDING), state(REMOVED, reason="EXPIRED"), ["REMOVED", "EXPIRED"]),
        (state(CREATED), state(CREATED, failed_attempts=1), []),
    ],
)
def test_only_a_new_status_is_told_anew_and_why(before, after, told):
    assert [update.value for update in search_attributes.changes(before, after)] == told
