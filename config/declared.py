"""Registries that are packages: each module of one declares a `TYPE`, and adding a module is all that a new type takes."""

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from typing import Any


def load_types(package: str, *, first: Sequence[str]) -> Mapping[str, Any]:
    """The `TYPE` of each module of the package, by its `word`: those of `first` in their order, then the others by their words.

    Raises `ValueError` where two have the same word.
    """
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        declaration = importlib.import_module(module.name).TYPE
        if found.setdefault(declaration.word, declaration) is not declaration:
            raise ValueError(f"{package} declares {declaration.word} twice")
    order = {word: place for place, word in enumerate(first)}
    return dict(sorted(found.items(), key=lambda entry: (order.get(entry[0], len(order)), entry[0])))
