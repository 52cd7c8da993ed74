"""Search attributes: by what operators find registrations in the Temporal UI. Operations have them too, by the same names."""

from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from workflows.registration.model import RegistrationState
from workflows.temporal.identifiers import shorten
from workflows.temporal.search_attributes import APPLICATION_ID, RESULT, USER_ID


def at_start(state: RegistrationState, application_id: str, user_id: str) -> TypedSearchAttributes:
    """The attributes that a new registration starts with; its status stands where an operation has its result."""
    values = {RESULT: state.status, APPLICATION_ID: application_id, USER_ID: user_id}
    return TypedSearchAttributes([SearchAttributePair(key, shorten(value)) for key, value in values.items()])


def changes(before: RegistrationState, after: RegistrationState) -> list[SearchAttributeUpdate[str]]:
    """What is to be told anew; empty when an operator would see no difference. Each costs an event and a write."""
    return [] if before.status is after.status else [RESULT.value_set(after.status)]
