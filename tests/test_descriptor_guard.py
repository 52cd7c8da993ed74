"""A file of tests that leaves descriptors open fails, in one process and in several; what it gives back in the end does not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent
_CONFTEST = """
import pytest

from tests.descriptor_guard import DescriptorGuard


def pytest_configure(config):
    config.pluginmanager.register(DescriptorGuard(most=6, seconds=5))


@pytest.fixture(scope="session")
def files():
    opened = [open("/dev/zero") for _ in range(9)]
    yield opened
    [one.close() for one in opened]
"""
_FILES = {
    "test_a_few": """
kept = []

def test_it():
    kept.extend(open("/dev/zero") for _ in range(2))
""",
    "test_leaves": """
import pytest

kept = []

@pytest.mark.parametrize("number", range(3))
def test_it(number):
    kept.extend(open("/dev/zero") for _ in range(3))
""",
    "test_many_files_share": """
def test_it(files):
    assert len(files) == 9
""",
    "test_closes": """
import pytest

@pytest.fixture(scope="module")
def opened():
    found = [open("/dev/zero") for _ in range(9)]
    yield found
    [one.close() for one in found]

def test_it(opened):
    assert opened
""",
    "test_drops": """
import gc, os, threading, time

class Circle:
    def __init__(self):
        self.itself, self.opened = self, os.open("/dev/zero", os.O_RDONLY)

    def __del__(self):
        # As of a thread that closes what nobody has any more.
        threading.Thread(target=lambda: (time.sleep(0.2), os.close(self.opened))).start()

def test_it():
    circles = [Circle() for _ in range(9)]
    gc.freeze()
""",
    "test_fails_by_itself": """
import pytest

kept = []

@pytest.fixture
def broken():
    kept.extend(open("/dev/zero") for _ in range(9))
    yield
    raise OSError("its own fault")

def test_it(broken):
    pass
""",
    "test_nothing": """
def test_it():
    pass
""",
}


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("processes", [("-p", "no:xdist"), ("-n", "1")], ids=["alone", "beside others"])
def test_a_file_that_leaves_more_than_a_few_open_fails_at_its_last_test(tmp_path, processes):
    (tmp_path / "conftest.py").write_text(_CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for name, text in _FILES.items():
        (tmp_path / f"{name}.py").write_text(text)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *processes, "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    failed = [line for line in ran.stdout.splitlines() if line.startswith(("ERROR ", "FAILED "))]
    assert [line.split(" - ")[0] for line in failed] == [
        "ERROR test_fails_by_itself.py::test_it",
        "ERROR test_leaves.py::test_it[2]",
    ], ran.stdout
    assert re.search(r"test_leaves\.py leaves \d+ descriptors open: 9 /dev/zero", ran.stdout)
    assert "9 passed, 2 errors" in ran.stdout
