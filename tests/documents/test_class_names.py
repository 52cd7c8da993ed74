"""A class is found by its name: a traceback that names one leads to one place, in the glossary's words."""

import re
from collections import defaultdict
from functools import cache

from tests.documents.named import ROOT, present

PRODUCT = ("activities", "api", "config", "locales", "workflows")
# One that stands within nothing else.
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


@cache
def classes():
    """The product's classes by name, each with the files that have one."""
    places = defaultdict(list)
    for path in present():
        if path.suffix == ".py" and path.parts[0] in PRODUCT:
            for name in _CLASS.findall((ROOT / path).read_text(encoding="utf-8")):
                places[name].append(str(path))
    return places


def other_words():
    """What the glossary has other words for, of what goes wrong."""
    _, _, table = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").partition("## What goes wrong")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines() if row.startswith("| ")]
    return [word.strip() for *_, last in rows[1:] for word in last.split(",") if word.strip()]


def test_no_two_classes_have_one_name():
    assert len(classes()) > 300
    assert {name: paths for name, paths in classes().items() if len(paths) > 1} == {}


def test_what_goes_wrong_has_the_glossarys_words():
    words = other_words()
    assert "Fault" in words
    others = re.compile(f"({'|'.join(words)})$|^({'|'.join(set(words) - {'Error'})})[A-Z]")
    assert [name for name in classes() if others.search(name)] == []
