"""What an operator typed when canceling a workflow, as the one word that the bank reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cloud.operation_schema import CancelOperationQuery
from workflows.operation.operator_reason import status_reason


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (None, None),
        ("", None),
        ("Canceled from the Web UI", None),
        ("canceled from the Web UI by unknown", None),
        ("Wrong customer called Canceled from the Web UI by somebody@example.com", "WRONG_CUSTOMER_CALLED"),
        ("FRAUD-7", "FRAUD-7"),
        ("duplicate_payment", "duplicate_payment"),
        ("  twice  ", "twice"),
        ("příliš", "P_LI"),
        ("x" * 40, "X" * 32),
        ("a reason that is much longer than a word may be", "A_REASON_THAT_IS_MUCH_LONGER_THA"),
        ("!?", None),
    ],
)
def test_what_was_typed_is_one_word_without_what_the_ui_appends(cause, reason):
    assert status_reason(cause) == reason


@given(st.text(max_size=80))
def test_whatever_was_typed_the_bank_s_own_schema_takes_it(cause):
    word = status_reason(cause)
    assert word is None or CancelOperationQuery().validate({"statusReason": word}) == {}
