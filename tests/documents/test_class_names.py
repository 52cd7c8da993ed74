"""A class is found by its name: a traceback that names one leads to one place."""

import ast
from collections import defaultdict

from tests.documents.named import ROOT, present

PRODUCT = ("activities", "api", "config", "locales", "workflows")


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path in present():
        if path.suffix == ".py" and path.parts[0] in PRODUCT:
            module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            for one in module.body:
                if isinstance(one, ast.ClassDef):
                    places[one.name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
