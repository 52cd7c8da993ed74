"""Coverage looks at the first cases of each test, and at all tests that are written out."""

from types import SimpleNamespace

import pytest

from tests.sampled_coverage import CASES, Sampling


def item(nodeid, **function):
    return SimpleNamespace(nodeid=nodeid, obj=SimpleNamespace(**function))


@pytest.mark.parametrize("cases", [1, CASES, CASES + 3])
def test_of_each_test_the_first_cases_are_traced(cases):
    sampling = Sampling(None)
    found = [sampling.wanted(item(f"test_x.py::test_one[{number}]")) for number in range(cases)]
    assert found == [number < CASES for number in range(cases)]
    assert sampling.wanted(item("test_x.py::test_other"))


def test_generated_examples_are_not():
    assert not Sampling(None).wanted(item("test_x.py::test_any", is_hypothesis_test=True))
