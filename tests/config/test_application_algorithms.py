"""The algorithms of new applications, as the settings say them."""

import pytest

from activities.powerauth.v4.algorithm import Algorithm
from config.settings import load
from config.settings.devices import APPLICATION_ALGORITHMS


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, APPLICATION_ALGORITHMS),
        ("", APPLICATION_ALGORITHMS),
        ("EC_P384_ML_L5, EC_P384_ML_L3", ("EC_P384_ML_L5", "EC_P384_ML_L3")),
        ("none", ()),
    ],
)
def test_new_applications_allow_all_unless_the_settings_name_some_or_none(monkeypatch, said, meant):
    if said is not None:
        monkeypatch.setenv("NEXTSTEP_APPLICATION_ALGORITHMS", said)
    assert load().application_algorithms == meant


def test_what_may_be_named_is_what_there_is():
    assert tuple(one.value for one in Algorithm) == APPLICATION_ALGORITHMS
