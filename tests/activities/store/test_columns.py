"""What is stored, as statements take it."""

from dataclasses import asdict, dataclass, fields

import pytest

from activities.store.columns import columns
from activities.store.operations import Operation, OperationProjection
from activities.store.templated_operations import TemplatedOperation


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    flags: tuple[str, ...] = ()
    said: object = None


@pytest.mark.parametrize("kind", [Operation, TemplatedOperation])
def test_flat_rows_have_the_columns_that_they_are_taken_apart_into(kind):
    row = kind(**{field.name: field.name for field in fields(kind)})
    assert list(columns(row).items()) == list(asdict(row).items())


def test_values_are_as_they_are():
    said = {"a": [1]}
    found = columns(Row("one", ("b",), said))
    assert found == {"name": "one", "flags": ("b",), "said": said}
    assert found["said"] is said


def test_what_is_in_a_row_is_not_taken_apart():
    inner = OperationProjection("one", 1, "DONE", 5, None, None, "{}")
    assert columns(Row("one", said=inner))["said"] is inner
