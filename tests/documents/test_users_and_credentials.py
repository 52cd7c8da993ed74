"""`docs/users-and-credentials.md` is what a bank can do, from its first request to the last, with the answers that it shows."""

import json
import re
from pathlib import Path

import pytest

from tests.e2e.stack import Stack

DOCUMENT = Path(__file__).parents[2] / "docs" / "users-and-credentials.md"
_BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPLICE = re.compile(r"'\$(\w+)'")
_SPLICED = re.compile("\0(\\w+)\0")
_REQUEST = r"nextstep (?P<path>/\S+) '(?P<body>[^']*)'"
_MEMBER = r"jq -r \.responseObject\.(?P<member>\w+)"
_COMMANDS = [
    re.compile(rf"^(?P<name>\w+)=\$\({_REQUEST} \| {_MEMBER}\)$", re.MULTILINE),
    re.compile(rf"^(?P<name>\w+)=\$\({_REQUEST}\)$", re.MULTILINE),
    re.compile(rf"^(?P<name>\w+)=\$\({_MEMBER} <<<\"\$(?P<read>\w+)\"\)$", re.MULTILINE),
    re.compile(rf"^{_REQUEST}$", re.MULTILINE),
]


class Shell:
    """As much of one as the document needs."""

    def __init__(self, nextstep):
        self._nextstep, self._variables, self.last = nextstep, {}, None

    def run(self, block):
        """The commands of a block, all of them."""
        text = _SPLICE.sub("\0\\1\0", block).strip()
        while text:
            found = next(filter(None, (command.match(text) for command in _COMMANDS)), None)
            assert found, f"not understood: {text}"
            self._do(found.groupdict())
            text = text[found.end() :].strip()

    def _do(self, command):
        if "read" in command:
            value = self._variables[command["read"]][command["member"]]
        else:
            body = _SPLICED.sub(lambda name: self._variables[name[1]], command["body"])
            self.last = value = self._nextstep.ok("POST", command["path"], json.loads(body))
            if "member" in command:
                value = value[command["member"]]
        if "name" in command:
            self._variables[command["name"]] = value


@pytest.fixture
def nextstep(servers, tmp_path):
    """A server that nobody has used before: the document's names are common ones."""
    running = Stack(tmp_path, workflow_sandbox=False)
    running.start()
    with running.client() as client:
        yield client
    running.stop()


def test_the_way_from_an_empty_server_to_a_payment(nextstep):
    blocks = _BLOCK.findall(DOCUMENT.read_text())
    assert blocks[0][1].startswith("nextstep() {")
    shell = Shell(nextstep)
    for language, text in blocks[1:]:
        if language == "sh":
            shell.run(text)
        else:
            shown = json.loads(text)
            answered = {name: "..." if shown.get(name) == "..." else value for name, value in shell.last.items()}
            assert answered == shown
    operation_id = shell._variables["OPERATION"]
    assert nextstep.detail(operation_id)["result"] == "DONE"
    assert nextstep.detail(operation_id)["userId"] == "26700001"
