"""Tests that are not marked `live` start no servers, so that those run in a minute."""

import subprocess
import sys

import pytest

from api.commands.child import command_line
from tests.servers import EVENT, NotLive, is_server


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["/x/bin/temporal", "server", "start-dev"], True),
        (["/x/bin/postgres", "-D", "/data"], True),
        ([sys.executable, "parent_watchdog.py", "1", "/x/bin/temporal", "server", "start-dev"], True),
        ([sys.executable, "-m", "api.commands", "worker"], True),
        ([sys.executable, "-m", "tests.api.server.serving", "8080"], True),
        (["/x/bin/nextstep", "api"], True),
        (command_line("up", "--port", "0"), True),
        (command_line("demo", "--once"), True),
        (command_line("--help"), False),
        ([sys.executable, "-m", "api.commands", "migrate"], False),
        ([sys.executable, "-c", "print('api')"], False),
        (["openssl", "req"], False),
    ],
)
def test_a_server_is_known_by_its_command_line(command, expected):
    assert is_server(command) is expected


def test_what_is_not_marked_starts_no_server():
    with pytest.raises(NotLive, match="mark it live"):
        subprocess.Popen(["temporal", "server", "start-dev"])
    with pytest.raises(NotLive):
        sys.audit(EVENT, "temporal-test-server")
