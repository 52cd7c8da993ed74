"""Every command's help ends with what one may type, and its parser takes that."""

import io

import click
import pytest
from click.testing import CliRunner

from api.commands import COMMANDS, nextstep
from api.commands.examples import EXAMPLES, find_command, words_of
from tests.rows import each_row


def leaves(command, path=()):
    """All that can be run, with their names."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        yield from leaves(command.get_command(context, name), (*path, name))


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Those that examples name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("the text of a QR code"))
    for name in ("history.json", "audit-1.jsonl", "case.zip", "bank.pem"):
        (tmp_path / name).touch()


def test_each_command_shows_one():
    assert [path for path, command in leaves(nextstep) if "Example" not in (command.epilog or "")] == []


@each_row("example", EXAMPLES)
def test_it_is_taken_as_it_stands(files, example):
    name, *rest = words_of(example)
    assert name in COMMANDS
    command = nextstep.get_command(click.Context(nextstep), name)
    while rest and (within := find_command(command, rest[:1])) is not command:
        command, rest = within, rest[1:]
    assert f"  {example}" in command.epilog.splitlines()
    command.make_context(name, rest)


def test_they_end_the_help_as_they_are_typed():
    shown = CliRunner().invoke(nextstep, ("operations", "list", "--help"), terminal_width=60).output
    assert shown.endswith(
        "Examples:\n"
        "    nextstep operations list --status pending --since 2h\n"
        "    nextstep operations list --user demo.user --json\n"
    )
