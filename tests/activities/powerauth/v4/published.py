"""The vectors of protocol 4; `tests/vectors/v4/README.md` says where they are from."""

import json
from pathlib import Path

from tests.rows import each_row

_FOLDER = Path(__file__).parents[3] / "vectors" / "v4"


def vectors(name):
    """The cases of a file, of which it must have as many as it says."""
    document = json.loads((_FOLDER / f"{name}.json").read_text())
    assert len(document["vectors"]) == document["cases"] > 0
    return document["vectors"]


def every(name):
    """A test for each case of a file, named by its number."""
    found = vectors(name)
    return each_row("case", found, ids=map(str, range(len(found))))


def members(case, *names):
    """The bytes of hexadecimal members."""
    return [bytes.fromhex(case[name]) for name in names]
