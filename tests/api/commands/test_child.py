"""A child is restarted when it dies, stopped with everything it started, and ends when its parent does."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from api.commands import child as children
from api.commands.child import WATCHDOG, Child, command_line
from api.commands.failure import Failed

FOREVER = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def make(tmp_path):
    made = []

    def of(code, stop_seconds=5.0):
        environ = dict(os.environ)
        made.append(Child("The child", [sys.executable, "-c", code], environ, tmp_path / "log", stop_seconds))
        return made[-1]

    yield of
    for child in made:
        child.kill()


def until(met, seconds=60):
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid):
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    return False


def never():
    return False


def test_a_child_that_died_is_started_again_and_somebody_hears_of_it(make):
    child, heard = make(FOREVER), []
    child.start()
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: child.code is not None)
    until(lambda: child.keep_alive(heard.append) or child.process is not None)
    assert child.process.pid != first
    assert heard == ["The child was ended by SIGKILL; it is started again"]


@pytest.mark.exhaustive
def test_a_child_that_dies_at_once_again_and_again_is_given_up_with_its_last_words(make, tmp_path):
    child, heard = make("import sys; print('no such table', flush=True); sys.exit(7)"), []
    child.start()
    with pytest.raises(Failed) as caught:
        until(lambda: child.keep_alive(heard.append, gives_up=True))
    assert len(heard) == children.AT_ONCE_DEATHS - 1
    assert str(caught.value).startswith("The child ended with code 7, 5 times in a row\n")
    assert str(caught.value).count("no such table") == 5
    assert str(caught.value).endswith(f"All of it is in {tmp_path}/log")


@pytest.mark.exhaustive
def test_pauses_grow_between_deaths(make):
    child = make("")
    child.start()
    started = time.monotonic()
    with pytest.raises(Failed):
        until(lambda: child.keep_alive(lambda _: None, gives_up=True))
    assert time.monotonic() - started > 0.1 + 0.2 + 0.4 + 0.8


@pytest.mark.exhaustive
def test_a_child_that_lived_for_long_may_die_as_often_as_it_likes(make, monkeypatch):
    monkeypatch.setattr(children, "AT_ONCE_SECONDS", 0.0)
    monkeypatch.setattr(children, "LONGEST_PAUSE_SECONDS", 0.0)
    child, heard = make(""), []
    child.start()
    until(lambda: child.keep_alive(heard.append) or len(heard) > children.AT_ONCE_DEATHS)


@pytest.mark.exhaustive
def test_where_nobody_gives_up_a_child_that_dies_at_once_is_tried_ever_more_seldom(make, monkeypatch):
    monkeypatch.setattr(children, "LONGEST_PAUSE_SECONDS", 1.2)
    child, heard = make("raise SystemExit(7)"), []
    child.start()
    until(lambda: child.keep_alive(heard.append) or len(heard) > children.AT_ONCE_DEATHS + 1)
    first, last = heard[0], heard[-1]
    assert first == "The child ended with code 7; it is started again"
    assert last == "The child ended with code 7; it is started again in 1 s"
    assert child.deaths > children.AT_ONCE_DEATHS


def test_where_nobody_gives_up_a_child_that_cannot_be_started_is_tried_again(make, tmp_path):
    child, heard = make(FOREVER), []
    child.start()
    os.kill(child.process.pid, signal.SIGKILL)
    log_file, child.log_file = child.log_file, tmp_path / "nowhere" / "log"
    until(lambda: child.keep_alive(heard.append) or len(heard) == 2)
    assert heard[1].startswith("The child cannot be started: ")
    child.log_file = log_file
    until(lambda: child.keep_alive(heard.append) or child.process is not None)
    assert child.code is None


@pytest.mark.parametrize("hurried", [False, True])
def test_a_child_that_does_not_listen_is_killed_with_its_own_children(make, tmp_path, hurried):
    starts = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {FOREVER!r}]).pid, flush=True);"
    child = make(starts + DEAF, stop_seconds=60 if hurried else 0.3)
    child.start()
    until(lambda: "deaf" in (tmp_path / "log").read_text())
    both = child.process.pid, int((tmp_path / "log").read_text().split()[0])
    assert all(map(alive, both))
    started = time.monotonic()
    child.stop(lambda: hurried)
    assert time.monotonic() - started < 5
    until(lambda: not any(map(alive, both)))


def test_a_child_that_listens_has_its_time(make):
    child = make("import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), sys.exit(0)));"
                 "print('listens', flush=True); time.sleep(60)")  # fmt: skip
    child.start()
    until(lambda: "listens" in child.log_file.read_text())
    started = time.monotonic()
    child.stop(never)
    assert 0.3 <= time.monotonic() - started < 5


def test_a_command_that_does_not_exist_is_said_in_its_log(make):
    child = make("")
    child.command = ["/nowhere/at/all"]
    child.start()
    until(lambda: child.code is not None)
    assert "/nowhere/at/all" in child.last_words() or "FileNotFoundError" in child.last_words()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the watchdog stays")
@pytest.mark.parametrize("how", ["watchdog", "hold"])
def test_a_child_ends_when_its_parent_was_killed(how, tmp_path):
    """`hold` is what other systems than Linux do."""
    script = str(WATCHDOG)
    if how == "hold":
        (tmp_path / "hold.py").write_text(WATCHDOG.read_text().replace('startswith("linux")', 'startswith("none")'))
        script = str(tmp_path / "hold.py")
    parent = subprocess.Popen(
        [
            sys.executable, "-c",
            "import os, subprocess, sys, time\n"
            f"subprocess.Popen([sys.executable, '-I', '-S', {script!r}, str(os.getpid()), sys.executable, '-c', "
            "'import os, time; print(os.getpid(), flush=True); time.sleep(60)'])\ntime.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    with parent.stdout:
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
        parent.wait()
        until(lambda: not alive(child), 5)


def test_a_watchdog_whose_parent_is_not_there_starts_nothing():
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(WATCHDOG), "1", sys.executable, "-c", "print('started')"], stdout=-1
    )
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.exhaustive
def test_our_own_commands_run_with_this_code_whatever_the_working_directory_holds(tmp_path):
    (tmp_path / "api.py").write_text("raise SystemExit('somebody else')")
    (tmp_path / "config.py").write_text("raise SystemExit('somebody else')")
    done = subprocess.run(command_line("--help"), cwd=tmp_path, stdout=-1, stderr=-2)
    assert done.returncode == 0, done.stdout
    assert b"Usage: nextstep" in done.stdout
