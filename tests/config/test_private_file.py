"""A file with a secret is read where nobody else could have read or written it, and written so; nothing of it is repeated."""

import os
import stat

import pytest

from config.private_file import replace, text_of


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o440, 0o640])
def test_what_its_owner_keeps_is_read(tmp_path, mode):
    file = tmp_path / "key"
    file.write_text("secret")
    file.chmod(mode)
    assert text_of(file) == "secret"


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o660, 0o620, 0o601, 0o777])
def test_what_others_can_read_or_write_is_refused(tmp_path, mode):
    file = tmp_path / "key"
    file.write_text("secret")
    file.chmod(mode)
    with pytest.raises(ValueError, match=f"{mode:04o}") as refused:
        text_of(file)
    assert "secret" not in str(refused.value)


def test_a_link_is_followed_to_a_file_that_is_looked_at(tmp_path):
    file, link = tmp_path / "data", tmp_path / "link"
    file.write_text("secret")
    file.chmod(0o600)
    link.symlink_to(file)
    assert text_of(link) == "secret"
    file.chmod(0o644)
    with pytest.raises(ValueError, match="0644"):
        text_of(link)


def test_what_is_no_text_file_is_refused(tmp_path):
    binary, long, pipe = tmp_path / "binary", tmp_path / "long", tmp_path / "pipe"
    binary.write_bytes(b"\xff\xfe")
    long.write_bytes(b"x" * 70_000)
    os.mkfifo(pipe, 0o600)
    for file in (binary, long):
        file.chmod(0o600)
    for path, said in [
        (tmp_path / "none", "No such file"),
        (tmp_path, "directory|not a file"),
        (pipe, "not a file"),
        (binary, "not a text"),
        (long, "longer than"),
    ]:
        with pytest.raises(ValueError, match=said):
            text_of(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_file_of_somebody_else_is_refused(tmp_path):
    file = tmp_path / "key"
    file.write_text("secret")
    file.chmod(0o600)
    os.chown(file, 4711, -1)
    with pytest.raises(ValueError, match="belongs to user 4711"):
        text_of(file)


def test_what_is_written_anew_is_its_owners_whatever_was_left_before(tmp_path):
    file, unfinished = tmp_path / "key", tmp_path / "key.new"
    for path in (file, unfinished):
        path.write_text("former, and longer")
        path.chmod(0o666)
    replace(file, "secret")
    assert (text_of(file), stat.S_IMODE(file.stat().st_mode)) == ("secret", 0o600)
    assert [*tmp_path.iterdir()] == [file]


def test_what_is_written_and_its_name_are_on_the_disk_before_it_is_relied_on(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode)))
    replace(tmp_path / "key", "secret")
    assert synced == [False, True]


def test_a_link_in_the_way_is_not_written_through(tmp_path):
    (tmp_path / "key.new").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"key\.new"):
        replace(tmp_path / "key", "secret")
    assert not (tmp_path / "elsewhere").exists()
