"""Two releases side by side: today's checkout, and one after it that cannot go on with what this one has begun."""

import shutil
import subprocess
from pathlib import Path

from tests.e2e.processes import ROOT, Process
from tests.e2e.stack import Stack

_PACKAGES = ("api", "workflows", "activities", "config", "locales")
# By which one sees who began a workflow.
MEMO = "release"
_RUN = "    async def run(self, _arguments: Sequence[RawValue]) -> OperationOutcome:\n"
_MEMO = f'        workflow.upsert_memo({{"{MEMO}": "next"}})\n'
COLUMN = "noted_by_the_next"
_MIGRATION = f'''"""A column that rows of the release before do without."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "%s", "%s", None, None


def upgrade():
    op.add_column("operation", sa.Column("{COLUMN}", sa.Text(), nullable=True))
'''


class Release:
    """The code in a folder, on a task queue. Commands and servers run in the stack's folder, with its settings."""

    def __init__(self, stack: Stack, code: Path, task_queue: str, port: int) -> None:
        self._stack, self.task_queue, self.port = stack, task_queue, port
        self._own = {"PYTHONPATH": str(code), "NEXTSTEP_TASK_QUEUE": task_queue}
        self.base_url = f"http://127.0.0.1:{port}"

    def worker(self, *options: str) -> Process:
        """Not started."""
        made: Process = self._stack.process("worker", *options, **self._own)
        return made

    def api(self) -> Process:
        """Not started."""
        made: Process = self._stack.process("api", port=self.port, **self._own)
        return made

    def polls(self) -> int:
        """How many workers have begun to poll its task queue so far."""
        log: str = self._stack.worker.log()
        return log.count(f"worker polls task queue {self.task_queue} of")

    def command(self, *arguments: str, task_queue: str | None = None) -> "subprocess.CompletedProcess[str]":
        """What `nextstep` says, of another task queue where one is given."""
        other = {} if task_queue is None else {"NEXTSTEP_TASK_QUEUE": task_queue}
        done: subprocess.CompletedProcess[str] = self._stack.command(*arguments, seconds=600, **{**self._own, **other})
        return done


def next_code(folder: Path) -> Path:
    """A copy of this checkout's packages whose operations' workflows do something new first of all, with one more migration."""
    for name in _PACKAGES:
        shutil.copytree(ROOT / name, folder / name)
    file = folder / "workflows/operation/workflow.py"
    text = file.read_text()
    assert text.count(_RUN) == 1
    file.write_text(text.replace(_RUN, _RUN + _MEMO))
    versions = folder / "activities/store/migrations/versions"
    head = max(one.stem.partition("_")[0] for one in versions.glob("[0-9]*.py"))
    later = f"{int(head) + 1:04}"
    (versions / f"{later}_next.py").write_text(_MIGRATION % (later, head))
    return folder
