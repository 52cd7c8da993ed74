"""Passwords that are guessed soon, and ones that are not."""

import pytest

from config.password_strength import weakness


@pytest.mark.parametrize(
    "password",
    [
        "a",
        "a" * 40,
        "elevenchars",
        "abababababab",
        "administrator",
        "Admin-Admin-Admin",
        "password1234",
        "ChangeMe!ChangeMe!",
    ],
)
def test_what_is_short_or_known_is_weak(password):
    assert weakness(password, "admin")


@pytest.mark.parametrize(
    "password", ["correct horse battery", "gYkvN65EQ5vnSGRyWw3Y", "žluťoučký kůň", "admin at the blue gate"]
)
def test_what_is_long_and_unknown_is_not(password):
    assert weakness(password, "admin") is None
