"""Behind a gate one waits until another process has opened it; whoever comes later passes at once."""

import fcntl
import os
import resource
import subprocess
import sys

import pytest

from api.commands.gate import Gate

WAITS = "import sys; from api.commands.gate import Gate; Gate(int(sys.argv[1])).wait(); print('passed')"
OPENS = "import sys; from api.commands.gate import Gate; Gate(*map(int, sys.argv[1:])).open()"


@pytest.fixture
def gate():
    with Gate.made() as made:
        yield made


def start(code, *descriptors):
    command = [sys.executable, "-c", code, *map(str, descriptors)]
    return subprocess.Popen(command, pass_fds=descriptors, stdout=subprocess.PIPE, text=True)


@pytest.mark.exhaustive
def test_who_waits_passes_when_another_process_has_opened_it(gate):
    with start(WAITS, gate.waiting) as waiting:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.5)
        assert not gate.is_open

        with start(OPENS, *gate.descriptors) as opening:
            assert opening.wait(30) == 0

        assert waiting.communicate(timeout=30)[0] == "passed\n"


def test_it_stays_open_for_all_however_often_it_is_opened(gate):
    for _ in range(3):
        gate.open()
        for _ in range(3):
            gate.wait()
            assert gate.is_open


@pytest.mark.exhaustive
def test_a_process_that_opens_it_and_dies_leaves_it_open(gate):
    with start(OPENS, *gate.descriptors) as opening:
        opening.wait(30)
    with start(WAITS, gate.waiting) as late:
        assert late.communicate(timeout=30)[0] == "passed\n"


def test_descriptors_may_be_as_many_as_a_process_may_have():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (max(soft, 4096) if hard == resource.RLIM_INFINITY else min(hard, 4096), hard)
    )
    try:
        with Gate.made() as gate:
            high = Gate(fcntl.fcntl(gate.waiting, fcntl.F_DUPFD, 2000), gate.opening)
            assert not high.is_open
            high.open()
            high.wait()
            assert high.is_open
            os.close(high.waiting)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
