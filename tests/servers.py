"""What starts servers is marked `live`: fixtures ask for `servers`, tests without one have the mark; others may start none."""

import sys
from pathlib import Path

import pytest

# A fixture that starts servers asks for this one, by which the tests that ask for it in turn are known.
FIXTURE = "servers"
# Raised on the audit hooks of Python by who starts a server in another way than `subprocess`.
EVENT = "tests.server"

_PROGRAMS = {"temporal", "temporal-server", "temporal-test-server", "postgres"}
_COMMANDS = {"api", "worker", "up", "demo"}


class NotLive(Exception):
    """A test that has not the mark `live` starts a server."""


def is_server(command):
    """Whether a command line is that of a server, ours or another."""
    words = [str(word) for word in command]
    programs = {Path(word).name for word in words}
    if programs & _PROGRAMS or "tests.api.server.serving" in words:
        return True
    ours = "nextstep" in programs or any("api.commands" in word for word in words)
    return ours and not _COMMANDS.isdisjoint(words) and "--help" not in words


def is_live(item):
    return item.get_closest_marker("live") is not None


class Guard:
    """Lets no test start a server that does not say so; there is one in a process."""

    def __init__(self):
        self._unmarked = None
        sys.addaudithook(self._hear)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self._unmarked = None if is_live(item) else item.nodeid
        try:
            return (yield)
        finally:
            self._unmarked = None

    def _hear(self, event, arguments):
        if self._unmarked is None:
            return
        if event == EVENT or (event == "subprocess.Popen" and _is_command(arguments[1]) and is_server(arguments[1])):
            raise NotLive(f"{self._unmarked} starts a server: mark it live, or ask for the fixture `{FIXTURE}`")


def _is_command(arguments):
    return isinstance(arguments, (list, tuple)) and len(arguments) > 0
