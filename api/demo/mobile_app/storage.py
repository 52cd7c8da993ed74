"""The files of the phones of one folder: private, whole or not there, and one process at a time at each."""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.demo.device.failures import Unreadable
from api.demo.mobile_app import state
from api.demo.mobile_app.state import PhoneState
from config import private_file

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
WAIT_SECONDS = 10.0


class PhoneFileFailed(Exception):
    """A phone's file cannot be used; the message says why, and what to do."""


class PhoneFile:
    """The file of one phone, which this process has for itself."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> PhoneState | None:
        """What was written last; null where there is no phone. Raises `PhoneFileFailed`."""
        if not self.path.exists():
            return None
        try:
            return state.read(private_file.text_of(self.path))
        except (ValueError, Unreadable) as error:
            raise PhoneFileFailed(f"{self.path}: {error}") from None

    def write(self, phone: PhoneState) -> None:
        """Replace it. When this returns, a crash of the machine takes nothing of it back. Raises `PhoneFileFailed`."""
        try:
            private_file.replace(self.path, state.write(phone))
        except OSError as error:
            raise PhoneFileFailed(f"{self.path} cannot be written: {error.strerror}; nothing was sent") from None

    def remove(self) -> None:
        """There is no such phone any more."""
        for path in (self.path, self.path.with_suffix(".new")):
            path.unlink(missing_ok=True)


class PhoneFolder:
    """The phones of a folder, by their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Those that there are."""
        return sorted(path.stem for path in self._folder.glob("*.json"))

    def read(self, name: str) -> PhoneState | None:
        """What was written last of a phone, whoever is at work with it. Raises `PhoneFileFailed`."""
        return PhoneFile(self._path(name)).read()

    def has(self, name: str) -> bool:
        """Whether there is such a phone. Raises `PhoneFileFailed`."""
        return self._path(name).exists()

    @contextmanager
    def open(self, name: str, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[PhoneFile]:
        """A phone's file. Other processes wait meanwhile: two of them would sign with one counter. Raises `PhoneFileFailed`."""
        path = self._path(name)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise PhoneFileFailed(
                f"{self._folder} cannot be used: {error.strerror}; name another by --folder"
            ) from None
        try:
            if not _lock(lock, wait_seconds):
                raise PhoneFileFailed(f"another nextstep phone is at work with {name}: wait until it ends, or end it")
            yield PhoneFile(path)
        finally:
            os.close(lock)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise PhoneFileFailed("a phone's name has letters, digits, _ and -, at most 64, a letter or digit first")
        return self._folder / f"{name}.json"


def _lock(descriptor: int, seconds: float) -> bool:
    """The kernel gives it back when its process ends, however that ends."""
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        else:
            return True
