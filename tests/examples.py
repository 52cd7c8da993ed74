"""How many examples hypothesis tries: all of them, or a tenth where somebody waits for the tests (`--hypothesis-profile=few`)."""

from hypothesis import HealthCheck, settings

ALL, FEW = "all", "few"
_DEFAULT = 100


def register_profiles():
    """On a machine that is slow, or busy, it is no fault of a test that an example takes its time."""
    settings.register_profile(ALL, max_examples=_DEFAULT, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(FEW, settings.get_profile(ALL), max_examples=_DEFAULT // 10)
    settings.load_profile(ALL)


def examples(number):
    """`number`, or the part of it that the profile in force has of hypothesis's own number; three at least."""
    return min(number, max(3, number * settings.default.max_examples // _DEFAULT))
