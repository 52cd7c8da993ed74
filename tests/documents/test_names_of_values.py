"""A value is named by what it is: a noun of the field, or a predicate where it is true or false, and by no participle alone.

`found`, `said`, `kept` tell how a value came about, and leave its reader to look for what it holds.
"""

import ast
import re

import pytest

from tests.documents.named import ROOT, present

PRODUCT = ("activities", "api", "config", "locales", "workflows")
PARTICIPLE = re.compile(
    r"\w{2,}ed|begun|bound|bought|broken|brought|built|caught|chosen|cut|done|drawn|driven|fallen|felt|forgotten|found|frozen|given"
    r"|gone|gotten|grown|held|hidden|kept|known|laid|led|left|lent|lost|made|meant|met|overtaken|paid|proven|put|read|run|said|seen"
    r"|sent|set|shown|shut|sold|spent|spoken|split|sworn|taken|taught|thought|thrown|told|torn|understood|withdrawn|won|written"
)
# Adjectives of the field, as switches, schemas and documents have them, what the store gives back, and words that only end so.
ALLOWED = re.compile(
    r"blocked|compressed|delivered|enabled|localized|malformed|required|reserved|stored|supported|unauthorized|unwrapped"
    r"|embed|feed|need|seed|speed"
)


def is_participle(name):
    word = name.strip("_")
    return bool(PARTICIPLE.fullmatch(word)) and "_" not in word and not ALLOWED.fullmatch(word)


def names(module):
    """The names of parameters, of fields, and of attributes that a class gives itself, each with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.arg):
            yield node.arg, node.lineno
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    yield line.target.id, line.lineno
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno


def astray(source):
    return [(name, line) for name, line in names(ast.parse(source)) if is_participle(name)]


@pytest.mark.exhaustive
def test_no_parameter_and_no_field_is_a_participle():
    paths = [path for path in present() if path.suffix == ".py" and path.parts[0] in PRODUCT]
    found = {str(path): astray((ROOT / path).read_text(encoding="utf-8")) for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_participles_are_seen_wherever_a_value_has_a_name():
    source = (
        "class Kept:\n"
        "    said: str\n"
        "    enabled: bool\n"
        "    def __init__(self, told, *, seed, created_ms):\n"
        "        self._held = self.stored = told\n"
        "show = lambda found: found\n"
    )
    assert sorted(astray(source)) == [("_held", 5), ("found", 6), ("said", 2), ("told", 4)]
