"""`make fast` leaves tests out, and CI does not: both have the same halves."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAKEFILE, CI = ((ROOT / name).read_text() for name in ("Makefile", ".ci/run"))


def test_both_have_the_same_halves():
    [upper] = re.findall(r"^UPPER := (.+)$", MAKEFILE, re.MULTILINE)
    [of_api] = re.findall(r"\bof_api=\(([^)]+)\)", CI)
    assert upper.split() == of_api.split()
    assert all((ROOT / folder).is_dir() for folder in upper.split())


def test_ci_runs_what_is_exhaustive():
    assert "and not exhaustive" in MAKEFILE
    assert "exhaustive" not in CI
    assert "exhaustive" not in re.search(r"^addopts = .+$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[0]
