"""Output that is taken in parts arrives whole, or the command fails: also with PYTHONUNBUFFERED, as the image has it."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from api.commands.child import command_line

ROOT = Path(__file__).parents[3]
LENGTH = 300_000
TELL = "from api.commands.whole_output import keep_output_whole; keep_output_whole(); import click; "
MODES = ([], ["-u"])
MODE_NAMES = ["buffered", "unbuffered"]


def run(*arguments, **options):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONUNBUFFERED", None)
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stderr=subprocess.PIPE, **options)


def read_slowly(code, mode):
    """All that comes through a pipe that does not block its writer and holds less than is written."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    process = run(*mode, "-c", code, stdout=writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read()
    return found, process.wait(), process.communicate()[1]


@pytest.mark.exhaustive
@pytest.mark.parametrize("mode", MODES, ids=MODE_NAMES)
@pytest.mark.parametrize(
    "printing",
    [
        f"click.echo('x' * {LENGTH})",
        f"[click.echo('x' * 99) for _ in range({LENGTH // 100})]",
        f"print('x' * {LENGTH}, end='')",
    ],
    ids=["a-document", "lines", "a-part-of-a-line"],
)
def test_a_pipe_that_does_not_block_gets_all_of_it(mode, printing):
    found, code, errors = read_slowly(TELL + printing, mode)
    assert (found.count(b"x") >= LENGTH * 99 // 100, code, errors) == (True, 0, b"")


@pytest.mark.exhaustive
@pytest.mark.parametrize("mode", MODES, ids=MODE_NAMES)
def test_a_command_fails_whose_help_finds_no_room(tmp_path, mode):
    """Every file of the process ends at a hundred bytes, as at the end of a disk."""
    with open(tmp_path / "help", "wb") as file:
        process = run(
            *mode,
            *command_line("--help")[1:],
            stdout=file,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
        )
        errors = process.communicate()[1]
    assert ((tmp_path / "help").stat().st_size, process.returncode) == (100, 1)
    assert errors == b"nextstep: what was told did not arrive whole: [Errno 27] File too large\n"


@pytest.mark.exhaustive
def test_a_command_fails_whose_answer_finds_no_room_in_the_middle_of_it():
    with open("/dev/full", "wb") as full:
        process = run("-u", *command_line("flows", "show", "login", "--files")[1:], stdout=full)
        errors = process.communicate()[1]
    assert (process.returncode, errors) == (
        1,
        b"nextstep: what was told did not arrive whole: [Errno 28] No space left on device\n",
    )


@pytest.mark.exhaustive
def test_who_reads_no_more_ends_a_command_quietly():
    process = run("-u", *command_line("--help")[1:], stdout=subprocess.PIPE)
    process.stdout.close()
    assert (process.wait(), process.communicate()[1]) == (1, b"")


@pytest.mark.exhaustive
@pytest.mark.parametrize("closed", [1, 2], ids=["stdout", "stderr"])
def test_a_stream_that_is_closed_is_told_nothing(closed):
    process = run(*command_line("--help")[1:], preexec_fn=lambda: os.close(closed), stdout=subprocess.DEVNULL)
    assert process.wait() == 0


@pytest.mark.exhaustive
def test_lines_come_while_the_command_runs_on():
    code = TELL + "import sys, time; print('first'); sys.stdin.read()"
    process = run("-u", "-c", code, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"first\n"
    process.stdin.close()
    assert process.wait() == 0
