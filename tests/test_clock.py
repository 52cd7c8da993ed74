"""A clock that stands does so for our code alone, for modules too that are loaded meanwhile, and goes on afterwards."""

import logging
import sys
import time
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from config.clock import now_ms
from tests.clock import standing


@pytest.fixture
def load_late(tmp_path, monkeypatch):
    """Loads a module of ours that takes its clock by name."""
    source = tmp_path / "late.py"
    source.write_text("from time import time_ns\n")

    def load():
        spec = spec_from_file_location("tests.late", source)
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "tests.late", module)
        spec.loader.exec_module(module)
        return module

    return load


def test_it_stands_until_it_is_moved_and_goes_on_afterwards():
    before = now_ms()
    with standing() as clock:
        begun = now_ms()
        assert now_ms() == begun
        clock.tick(timedelta(seconds=7))
        assert now_ms() == begun + 7_000
    assert now_ms() >= before


def test_libraries_have_the_real_time():
    before = time.time()
    with standing():
        assert time.time() != before
        assert logging.makeLogRecord({}).created >= before


@pytest.mark.parametrize("meanwhile", [True, False])
def test_who_takes_the_clock_by_name_is_found_however_late_it_is_loaded(load_late, meanwhile):
    before = time.time_ns()
    with standing():
        if meanwhile:
            load_late()
    late = load_late() if not meanwhile else sys.modules["tests.late"]
    assert late.time_ns() >= before
    with standing():
        assert late.time_ns() // 1_000_000 == now_ms()
    assert late.time_ns() >= before
