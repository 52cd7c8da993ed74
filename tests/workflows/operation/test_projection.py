"""What the read model keeps of a state is the whole state, whatever is in it."""

import json
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import AuthMethod, AuthResult, AuthStepResult
from tests.workflows.operation.flows import Walk, shipped
from workflows.operation.model import Cancellation, HistoryEntry, OperationState, StepCheck
from workflows.operation.projection import projection, restore

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
TIMES = st.integers(0, 2**53)
ENTRIES = st.builds(
    HistoryEntry,
    method=st.sampled_from(AuthMethod) | TEXT,
    step_result=st.sampled_from(AuthStepResult),
    result=st.sampled_from(AuthResult),
    description=st.none() | TEXT,
    steps=st.lists(TEXT, max_size=3).map(tuple),
    at_ms=TIMES,
    chosen_method=st.none() | TEXT,
    mobile_token_active=st.booleans(),
    instruments=st.lists(TEXT, max_size=2).map(tuple),
    authentication_context=st.none()
    | st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT, max_size=3),
    request_id=st.none() | TEXT,
    check=st.none()
    | st.builds(
        StepCheck,
        request_id=TEXT,
        credential=st.none() | TEXT,
        credential_is_right=st.none() | st.booleans(),
        credential_attempts=st.none() | st.integers(0, 99),
        otp=st.none() | TEXT,
        otp_is_right=st.none() | st.booleans(),
        otp_attempts=st.none() | st.integers(0, 99),
        passkey=st.none() | TEXT,
        passkey_is_right=st.none() | st.booleans(),
    ),
    reported_result=st.none() | st.sampled_from(AuthStepResult),
    cancellation=st.none() | st.builds(Cancellation, reason=st.none() | TEXT, by_operator=st.booleans()),
)
STATES = st.builds(
    OperationState,
    version=st.integers(1, 250),
    created_ms=TIMES,
    expires_ms=TIMES,
    history=st.lists(ENTRIES, min_size=1, max_size=4).map(tuple),
    user_id=st.none() | TEXT,
    organization_id=st.none() | TEXT,
    remaining_attempts=st.none() | st.integers(0, 250),
)


@given(STATES)
def test_a_state_comes_back_as_it_was(state):
    back = restore(projection("one", state).state)
    assert back == state
    assert isinstance(back.history[-1].result, AuthResult)
    assert isinstance(back.history[-1].step_result, AuthStepResult)


def test_every_field_of_a_state_is_drawn_by_the_test_above():
    drawn = {OperationState: 7, HistoryEntry: 14, StepCheck: 9, Cancellation: 2}
    assert {kind: len(fields(kind)) for kind in drawn} == drawn


@given(STATES)
def test_the_columns_that_are_searched_say_what_the_state_says(state):
    row = projection("one", state)
    assert (row.operation_id, row.version, row.result) == ("one", state.version, state.history[-1].result)
    assert (row.expires_ms, row.user_id, row.organization_id) == (
        state.expires_ms,
        state.user_id,
        state.organization_id,
    )


@given(STATES)
def test_a_row_that_the_standard_library_wrote_is_read(state):
    assert restore(json.dumps(asdict(state))) == state
    assert restore(json.dumps(asdict(state), ensure_ascii=False, separators=(",", ":"))) == state


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: "no JSON",
        lambda kept: "null",
        lambda kept: "[]",
        lambda kept: json.dumps({**kept, "history": None}),
        lambda kept: json.dumps({**kept, "history": []}),
        lambda kept: json.dumps({**kept, "history": [{}]}),
        lambda kept: json.dumps({**kept, "history": [{**kept["history"][0], "result": "PERHAPS"}]}),
        lambda kept: json.dumps({**kept, "history": [{**kept["history"][0], "step_result": None}]}),
        lambda kept: json.dumps({name: value for name, value in kept.items() if name != "history"}),
        lambda kept: json.dumps({name: value for name, value in kept.items() if name != "version"}),
        lambda kept: json.dumps({**kept, "stranger": 1}),
        lambda kept: json.dumps({**kept, "history": [{**kept["history"][0], "stranger": 1}]}),
        lambda kept: json.dumps({**kept, "history": [{**kept["history"][0], "steps": None}]}),
        lambda kept: json.dumps({**kept, "history": [{**kept["history"][0], "at_ms": "1"}]}),
        lambda kept: json.dumps({**kept, "expires_ms": None}),
        lambda kept: json.dumps({**kept, "user_id": 1}),
        lambda kept: json.dumps(kept)[:-1],
    ],
)
def test_what_is_no_state_is_refused(change):
    kept = json.loads(projection("one", Walk(shipped("login")).state).state)
    with pytest.raises(ValueError):
        restore(change(kept))
