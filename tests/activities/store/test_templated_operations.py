"""What operations have of their templates is read as values, and of a damaged one only what is damaged is not."""

import pytest

from activities.store.templated_operations import TemplatedOperation
from config.reasons import Reason
from config.refused import Refused

WHOLE = {
    "applications": '["mtoken"]',
    "signature_types": '["possession"]',
    "parameters": '{"amount":"1.10","note":null}',
}
MEMBERS = {"applications": "application_ids", "signature_types": "factors", "parameters": "values"}


def stored(**columns):
    rest = {"template_name": "payment", "language": "en", "risk_flags": "", "max_failure_count": 5}
    return TemplatedOperation(operation_id="one", **rest, **WHOLE | columns)


def test_columns_are_read_as_values():
    found = stored()
    assert (found.application_ids, found.factors) == (("mtoken",), ("possession",))
    assert found.values == {"amount": "1.10", "note": None}


@pytest.mark.parametrize("text", ["", "no JSON", "[", "1", "null", '"text"'])
@pytest.mark.parametrize("column", MEMBERS)
def test_a_damaged_column_is_told_where_it_is_read_and_the_others_stay(column, text):
    found = stored(**{column: text})
    for name, member in MEMBERS.items():
        if name == column:
            with pytest.raises(Refused) as refused:
                getattr(found, member)
            assert refused.value.reason is Reason.OPERATION_DAMAGED
        else:
            assert getattr(found, member) == getattr(stored(), member)
