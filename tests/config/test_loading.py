"""What is loaded is not looked through for garbage; all that comes later is."""

import gc
import sys
from types import ModuleType

import pytest

from config.loading import loading


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.parametrize("fails", [False, True])
def test_the_collector_rests_while_modules_are_loaded_and_works_again_afterwards(fails, monkeypatch):
    frozen = gc.get_freeze_count()
    try:
        with loading():
            assert not gc.isenabled()
            monkeypatch.setitem(sys.modules, "new", ModuleType("new"))
            kept = [[] for _ in range(1000)]
            if fails:
                raise ImportError
    except ImportError:
        pass
    assert gc.isenabled()
    assert gc.get_freeze_count() - frozen > len(kept)


def test_loading_within_loading_goes_on_without_it():
    with loading():
        with loading():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_where_nothing_is_left_to_load_garbage_stays_garbage():
    frozen = gc.get_freeze_count()
    with loading():
        pass
    assert gc.get_freeze_count() == frozen
