"""A repeated update is recognised by a digest of all its members, written as JSON in one way."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.idempotency.request_digest import digest_of
from tests.examples import examples
from workflows.operation.client import workflow_client as of_operations
from workflows.operation.model import AssignUser, ChooseMethod, Eligibility, SetMobileToken, TakeStep
from workflows.registration.client import workflow_client as of_registrations
from workflows.registration.model import Alter, Commit, ExchangeKeys


@pytest.mark.parametrize("kind", [TakeStep, ChooseMethod, SetMobileToken, AssignUser])
@settings(max_examples=examples(10), deadline=None)
@given(st.data())
def test_an_operations_event_is_known_by_its_members_but_for_the_users_eligibility(kind, data):
    event = data.draw(st.from_type(kind))
    meant = event if kind is AssignUser else replace(event, eligibility=Eligibility())
    assert of_operations.digest("one", event) == digest_of("one", kind.__name__, asdict(meant))


@pytest.mark.parametrize("kind", [ExchangeKeys, Commit, Alter])
@settings(max_examples=examples(10), deadline=None)
@given(st.data())
def test_a_registrations_event_is_known_by_its_members(kind, data):
    event = data.draw(st.from_type(kind))
    assert of_registrations.digest("one", event) == digest_of("one", kind.__name__, asdict(event))
