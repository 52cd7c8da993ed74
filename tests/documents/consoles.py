"""`docs/operators.md`: what its commands answer that need no server: `python -m tests.documents.consoles` writes it anew."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from api.commands import nextstep

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "operators.md"
# A command, what it answered on standard output, and on standard error.
_CONSOLE = re.compile(r"(?<=```console\n)\$ nextstep (?P<command>flows .*)\n(?P<answer>[^`]*)(?=```)")


def answered(text: str) -> str:
    """The page with what these commands answer now."""
    return _CONSOLE.sub(lambda found: f"$ nextstep {found['command']}\n{_answer(found['command'])}", text)


def _answer(command):
    result = CliRunner().invoke(nextstep, shlex.split(command))
    return result.output.replace(f"{ROOT}/", "")


if __name__ == "__main__":
    DOCUMENT.write_text(answered(DOCUMENT.read_text()))
