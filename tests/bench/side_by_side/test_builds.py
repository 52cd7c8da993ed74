"""A build's Temporal server keeps its database as ours does where that is wanted, and in its own way otherwise."""

import subprocess

from api.commands.temporal_server import JOURNAL
from tests.bench.side_by_side.builds import set_journal


def _said(program, *arguments):
    return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def test_our_journal_is_added_to_a_servers_arguments_until_it_is_given_back(tmp_path):
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)

    said = []
    for same in (False, True, True, False):
        set_journal(program, same=same)
        said.append((_said(program, "server", "start-dev"), _said(program, "--version")))

    own, added = "server start-dev\n", f"server start-dev {' '.join(JOURNAL)}\n"
    assert said == [(one, "--version\n") for one in (own, added, added, own)]
