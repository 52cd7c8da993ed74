"""A home has one owner at a time, and what a killed one left behind is waited for."""

import os
import subprocess
import sys

import pytest

from api.commands import home
from api.commands.failure import Failed, Misconfigured
from api.commands.home import occupied


def test_a_home_is_made_with_its_logs(tmp_path):
    with occupied(tmp_path / "a" / "b", print) as mine:
        assert mine.log_file("api") == tmp_path / "a" / "b" / "logs" / "api.log"
        assert mine.log_file("api").parent.is_dir()


def test_the_second_is_refused_and_told_who_is_there(tmp_path):
    with occupied(tmp_path, print) as mine:
        mine.announce("http://127.0.0.1:8080")
        with pytest.raises(Failed) as caught, occupied(tmp_path, print):
            pass
    assert str(caught.value) == (
        f"{tmp_path} is in use by another nextstep (process {os.getpid()}, http://127.0.0.1:8080); "
        "stop it first, or set NEXTSTEP_HOME to another folder"
    )


def test_a_home_is_free_again_after_its_owner(tmp_path):
    for _ in range(2):
        with occupied(tmp_path, print):
            pass


def test_what_a_killed_owner_left_behind_is_waited_for(tmp_path):
    heard = []
    with occupied(tmp_path, print) as mine:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(mine.held,))
    with child:

        def report(line):
            heard.append(line)
            child.stdin.close()

        with occupied(tmp_path, report):
            assert child.wait(5) is not None
    assert heard == ["waiting for the processes of a nextstep that was killed to end"]


def test_what_does_not_end_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "LEFTOVER_SECONDS", 0.2)
    with occupied(tmp_path, print) as mine:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(mine.held,))
    with child, pytest.raises(Failed, match="still work in"), occupied(tmp_path, print):
        pass


def test_the_log_of_the_last_start_is_kept(tmp_path):
    with occupied(tmp_path, print) as mine:
        for text in ("first", "second", "third"):
            mine.log_file("api").write_text(text)
        assert (tmp_path / "logs" / "api.log").read_text() == "third"
        assert (tmp_path / "logs" / "api.log.1").read_text() == "second"


def test_a_home_that_cannot_be_made_is_a_fault_of_the_settings(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Misconfigured, match=r"NEXTSTEP_HOME: .*file/home cannot be used"),
        occupied(tmp_path / "file" / "home", print),
    ):
        pass
