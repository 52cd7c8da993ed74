"""`docs/bank.md` is what a bank's back end does, from an administrator's password to a callback, with what it shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.processes import ROOT, foreign_environ, free_port
from tests.e2e.stack import Stack

TEXT = (ROOT / "docs" / "bank.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(sh|python|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BEFORE = f"""\
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
curl() {{ {sys.executable} -m tests.documents.stand_ins.curl "$@"; }}
jq() {{ {sys.executable} -m tests.documents.stand_ins.jq "$@"; }}
"""


@pytest.fixture
def own_stack(servers, tmp_path):
    """An engine that nobody has used before, as `nextstep up` leaves it: the document's names are common ones."""
    running = Stack(tmp_path / "var", workflow_sandbox=False)
    running.folder.mkdir()
    running.start()
    (running.folder / "admin-password").write_text(running.admin[1])
    yield running
    running.stop()


def test_the_way_from_an_administrators_password_to_a_callback(own_stack):
    folder = own_stack.folder.parent
    text = TEXT.replace("127.0.0.1:8080", f"127.0.0.1:{own_stack.port}").replace("9999", str(free_port()))
    blocks = {"sh": [], "python": [], "json": []}
    for language, block in _BLOCK.findall(text):
        blocks[language].append(block)
    (folder / "hear.py").write_text(*blocks["python"])
    ran = subprocess.run(
        ["bash", "-c", _BEFORE + "".join(blocks["sh"])],
        cwd=folder,
        env={
            **foreign_environ(),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "NEXTSTEP_HOME": str(own_stack.folder),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    heard = json.loads((folder / "heard.json").read_text())
    (shown,) = map(json.loads, blocks["json"])
    assert {name: "..." if shown.get(name) == "..." else value for name, value in heard.items()} == shown
    assert [*heard] == [*shown]
    read = json.loads(ran.stdout.splitlines()[-1])
    assert (read["operationId"], read["status"]) == (heard["operationId"], "APPROVED")
