"""`docs/operators.md` shows what commands answer, as far as they need no server, and how the shell completes them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.consoles import DOCUMENT, answered

ROOT = Path(__file__).parents[3]


@pytest.mark.usefixtures("alone")
def test_commands_answer_as_the_page_shows():
    text = DOCUMENT.read_text()
    assert text.count("$ nextstep flows") == 3
    assert answered(text) == text


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("words", "completed"),
    [("nextstep fl", "flows"), ("nextstep flows sim", "simulate"), ("nextstep flows show --mer", "--mermaid")],
)
def test_the_shell_completes_commands_and_options(words, completed):
    environment = {
        **os.environ,
        "_NEXTSTEP_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = subprocess.run(
        [sys.executable, "-m", "api.commands"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout == f"plain,{completed}\n"
