"""Builds to be measured: this one, and one of the repository's history in an environment of its own."""

import io
import json
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import dataclass
from pathlib import Path

from api.commands.temporal_server import JOURNAL

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Build:
    """An environment in which a build is installed, with the Temporal server of its choice."""

    name: str
    scripts: Path

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.scripts / name)

    def versions(self) -> dict[str, str]:
        """Those of its distributions, of Python and of its Temporal server."""
        listed = _output(self.program("python"), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check")
        found = {one["name"]: one["version"] for one in json.loads(listed)}
        found.pop("nextstep")
        python = _output(self.program("python"), "--version").strip()
        return found | {"Python": python, "Temporal": _output(self.program("temporal"), "--version").strip()}


def ours() -> Build:
    """What this process runs in."""
    return Build("ours", Path(sysconfig.get_path("scripts")))


def of_commit(commit: str, folder: Path, *, same_journal: bool) -> Build:
    """A commit's wheel, installed by the commit's own constraints below `folder`, unless it is there from another time.

    `same_journal`: its Temporal server keeps its database as ours does, whatever it is told.
    """
    commit = _output("git", "-C", str(_ROOT), "rev-parse", "--short=12", "--verify", f"{commit}^{{commit}}").strip()
    source, scripts = folder / commit / "source", folder / commit / "env" / "bin"
    installed = folder / commit / "installed"
    if not installed.exists():
        archive = subprocess.run(["git", "-C", str(_ROOT), "archive", commit], check=True, stdout=subprocess.PIPE)
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(source, filter="data")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(scripts.parent)], check=True)
        install = [str(scripts / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-c", "constraints.txt", ".[embedded]"], check=True, cwd=source)
        installed.touch()
    set_journal(scripts / "temporal", same=same_journal)
    return Build(commit, scripts)


def set_journal(program: Path, *, same: bool) -> None:
    """A script in the program's place adds our arguments to those that a build gives its server."""
    kept = program.with_name(f"{program.name}-itself")
    if kept.exists():
        kept.replace(program)
    if same:
        program.replace(kept)
        program.write_text(
            f'#!/bin/sh\ncase "$1" in server) exec "$0-itself" "$@" {" ".join(JOURNAL)};; esac\nexec "$0-itself" "$@"\n'
        )
        program.chmod(0o755)


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
