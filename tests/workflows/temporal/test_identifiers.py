"""Names of callers as Temporal can keep them, and the types of operations' workflows."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.temporal.identifiers import (
    OTHER_TYPES,
    of_delivery,
    of_operation,
    of_registration,
    shorten,
    type_of_operation,
)
from workflows.worker import WORKFLOWS


def sha256(value):
    return hashlib.sha256(value.encode()).hexdigest()


@pytest.mark.parametrize("value", ["", "a", "příliš žluťoučký kůň", "x" * 200, "ž" * 100, "with space", "a/b:c"])
def test_what_fits_stays(value):
    assert shorten(value) == value


@pytest.mark.parametrize("value", ["x" * 201, "ž" * 101, "a\nb", "a\x00b", "\u202eabc", "a\u2028b", "tab\t"])
def test_what_is_too_long_or_does_not_print_becomes_its_digest(value):
    assert shorten(value) == sha256(value)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_whatever_comes_out_fits_and_prints(value):
    found = shorten(value)
    assert len(found.encode()) <= 200
    assert found.isprintable()
    assert shorten(found) == found


def test_an_operation_s_workflow_is_called_as_the_operation():
    assert of_operation("one") == "one"
    assert of_operation("x" * 201) == sha256("x" * 201)


@given(st.uuids().map(str), st.sampled_from(["{}", "registration-{}", "delivery-{}", "retention-{}"]))
def test_whatever_a_bank_calls_an_operation_no_other_workflow_is_called_so(some_id, form):
    others = {of_registration(some_id), of_delivery(some_id)}
    assert len(others | {of_operation(form.format(some_id))}) == 3


@pytest.mark.parametrize(
    "name", ["login", "authorize_payment", "Zahlung bestätigen", "x" * 200, "operation", "registrations"]
)
def test_an_operation_s_workflow_has_its_name_for_a_type(name):
    assert type_of_operation(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Registration", "registration", "REGISTRATION", "Delivery", "Retention", "temporal-sys-scheduler-workflow",
        "__temporal_system", "", "  ", "x" * 201, "ž" * 101, "line\nbreak", "nul\x00", "\u202elogin",
    ],
)  # fmt: skip
def test_a_name_that_is_taken_or_cannot_be_kept_is_no_type(name):
    assert type_of_operation(name) == "Operation"


def test_every_other_workflow_of_ours_keeps_its_type_for_itself():
    names = {one.__temporal_workflow_definition.name for one in WORKFLOWS}
    assert {name.lower() for name in names - {None}} == OTHER_TYPES
