"""The published vectors; `tests/vectors/README.md` says where they are from."""

import csv
import json
from base64 import b64decode
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "vectors"


def document(name):
    """The whole document."""
    return json.loads((_FOLDER / f"{name}.json").read_text())


def cases(name):
    """The cases of a document, each with its input's and its output's members."""
    found = [case["input"] | case["output"] for case in document(name)["data"]]
    assert found
    return found


def rows(name):
    """The rows of a table, by the titles of its columns."""
    with (_FOLDER / f"{name}.csv").open() as lines:
        reader = csv.reader(lines)
        titles = [title.strip() for title in next(reader)]
        found = [dict(zip(titles, (cell.strip() for cell in row), strict=True)) for row in reader]
    assert found
    return found


def raw(text):
    """The bytes of base64."""
    return b64decode(text, validate=True)
