"""A home has one owner at a time, and what a killed one left behind is waited for."""

import os
import subprocess
import sys

import pytest

from activities.store.database import Database
from api.commands import home
from api.commands.failure import Failed, Misconfigured
from api.commands.home import occupy


def test_a_home_is_made_with_its_logs(tmp_path):
    with occupy(tmp_path / "a" / "b", print) as mine:
        assert mine.log_file("api") == tmp_path / "a" / "b" / "logs" / "api.log"
        assert mine.log_file("api").parent.is_dir()


def modes(folder):
    return {str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777) for path in folder.rglob("*")}


def test_nobody_else_reads_what_is_in_a_home(tmp_path):
    folder = tmp_path / "home"
    before = os.umask(0o022)
    try:
        (folder / "logs").mkdir(parents=True)
        for name in ("nextstep.db", "nextstep.db-wal", "temporal.db", "logs/api.log", "admin-password", "mine.txt"):
            (folder / name).touch()
        (folder / "temporal.db-shm").symlink_to(folder / "mine.txt")
        with occupy(folder, print) as mine:
            mine.secret("master.key", lambda: "secret")
            made = "open('made', 'w')"
            subprocess.run([sys.executable, "-c", made], cwd=folder, check=True)
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    found = modes(folder)
    others = {found.pop("mine.txt"), found.pop("temporal.db-shm")}
    assert (oct(folder.stat().st_mode & 0o777), found.pop("logs"), others) == ("0o700", "0o700", {"0o644"})
    assert set(found) >= {"up.lock", "children.lock", "master.key", "made", "logs/api.log", "nextstep.db-wal"}
    assert set(found.values()) == {"0o600"}


def test_a_new_database_is_its_owner_s(tmp_path):
    before = os.umask(0o022)
    try:
        database = Database(f"sqlite:///{tmp_path}/nextstep.db")
        database.migrate()
        with database.read() as session:
            session.connection()
            assert set(modes(tmp_path)) >= {"nextstep.db", "nextstep.db-wal"}
            assert set(modes(tmp_path).values()) == {"0o600"}
        database.close()
    finally:
        os.umask(before)


def test_the_second_is_refused_and_told_who_is_there(tmp_path):
    with occupy(tmp_path, print) as mine:
        mine.announce("http://127.0.0.1:8080")
        with pytest.raises(Failed) as caught, occupy(tmp_path, print):
            pass
    assert str(caught.value) == (
        f"{tmp_path} is in use by another nextstep (process {os.getpid()}, http://127.0.0.1:8080); "
        "stop it first, or set NEXTSTEP_HOME to another folder"
    )


def test_a_home_is_free_again_after_its_owner(tmp_path):
    for _ in range(2):
        with occupy(tmp_path, print):
            pass


def test_what_a_killed_owner_left_behind_is_waited_for(tmp_path):
    heard = []
    with occupy(tmp_path, print) as mine:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(mine.descriptor,))
    with child:

        def report(line):
            heard.append(line)
            child.stdin.close()

        with occupy(tmp_path, report):
            assert child.wait(5) is not None
    assert heard == ["waiting for the processes of a nextstep that was killed to end"]


def test_what_does_not_end_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "LEFTOVER_SECONDS", 0.2)
    with occupy(tmp_path, print) as mine:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(mine.descriptor,))
    with child, pytest.raises(Failed, match="still work in"), occupy(tmp_path, print):
        pass


def test_the_log_of_the_last_start_is_kept(tmp_path):
    with occupy(tmp_path, print) as mine:
        for text in ("first", "second", "third"):
            mine.log_file("api").write_text(text)
        assert (tmp_path / "logs" / "api.log").read_text() == "third"
        assert (tmp_path / "logs" / "api.log.1").read_text() == "second"


def test_a_home_that_cannot_be_made_is_a_fault_of_the_settings(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Misconfigured, match=r"NEXTSTEP_HOME: .*file/home cannot be used"),
        occupy(tmp_path / "file" / "home", print),
    ):
        pass
