"""Whoever waits for the tests has fewer examples; CI has all of them."""

import pytest
from hypothesis import settings

from tests.examples import ALL, FEW, examples


@pytest.fixture
def profile():
    """Loads a profile, until the test is over."""
    before = settings.get_current_profile_name()
    yield settings.load_profile
    settings.load_profile(before)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [(ALL, {100: 100, 200: 200, 60: 60, 6: 6, 1: 1}), (FEW, {100: 10, 200: 20, 60: 6, 12: 3, 6: 3, 1: 1})],
)
def test_a_profile_says_how_many_examples_there_are(profile, name, numbers):
    profile(name)
    assert {number: examples(number) for number in numbers} == numbers


def test_what_asks_for_no_number_has_the_profiles(profile):
    profile(FEW)
    assert settings().max_examples == 10
