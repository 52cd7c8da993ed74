"""At the top stand the packages, documents, findings, deployment, and nothing that a run has left there."""

import subprocess
from pathlib import PurePosixPath

import pytest

from tests.documents.named import ROOT

_FOLDERS = {"activities", "api", "config", "deploy", "docs", "findings", "locales", "tests", "workflows"}
_FILES = {
    *("CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "SECURITY.md"),
    *("compose.yaml", "constraints.txt", "pyproject.toml", "requirements.lock"),
}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what is kept is known where the repository is")
def test_nothing_else_stands_at_the_top():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    kept = [PurePosixPath(name).parts for name in listed.stdout.splitlines() if not name.startswith(".")]
    assert {parts[0] for parts in kept if len(parts) > 1} == _FOLDERS
    assert {parts[0] for parts in kept if len(parts) == 1} == _FILES
