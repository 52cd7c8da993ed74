"""A table that is one test fails by each row that would have failed as a test, and names them."""

import inspect

import pytest

from tests.rows import each_row


@each_row("number", range(5))
def odd_fails(number):
    assert number % 2 == 0


def test_all_rows_are_tried_and_those_that_fail_are_named():
    with pytest.raises(BaseExceptionGroup, match=r"2 of 5 rows fail: 1, 3") as failed:
        odd_fails()
    assert [failure.__notes__ for failure in failed.value.exceptions] == [["in the row 1"], ["in the row 3"]]
    assert "assert (1 % 2) == 0" in str(failed.value.exceptions[0])


@each_row("number", [0])
def nothing_raised(number):
    with pytest.raises(ZeroDivisionError):
        assert number == 0


def test_what_pytest_itself_fails_by_is_a_failure():
    with pytest.raises(BaseExceptionGroup, match="1 of 1 rows fail: 0"):
        nothing_raised()


def test_rows_are_named_as_their_tests_would_be():
    def title(*args, **more):
        @each_row(*args, **more)
        def fails(**_):
            raise ValueError

        with pytest.raises(BaseExceptionGroup) as failed:
            fails()
        return str(failed.value).partition("fail: ")[2].partition(" (")[0]

    assert title("a, b", [("x", 2)]) == "'x'-2"
    assert title("a", ["x"], ids=["named"]) == "named"
    assert title("a", ["x"], ids=lambda value: value * 2) == "xx"
    assert title("a", [pytest.param("x", id="own")]) == "own"


def test_the_rest_is_asked_for_and_tables_multiply():
    seen = []

    @each_row("number", [1, 2])
    @each_row("word", ["a", "b"])
    def keeps(number, word, fixture):
        seen.append((number, word, fixture))

    assert [*inspect.signature(keeps).parameters] == ["fixture"]
    keeps(fixture="common")
    assert seen == [(1, "a", "common"), (1, "b", "common"), (2, "a", "common"), (2, "b", "common")]


def test_a_table_without_rows_is_none():
    with pytest.raises(AssertionError, match="without rows"):
        each_row("number", [])
