"""What documents and docstrings name of this repository: paths, modules with what is in them, and programs."""

import re
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
# Of other programs, called as ours are.
FOREIGN = frozenset({"temporal.toml"})
PACKAGES = ("activities", "api", "config", "locales", "tests", "workflows")
FOLDERS = (*PACKAGES, "deploy", "docs", "findings", ".ci")

_CODE = re.compile(r"`([^`\s]+)`")
_PATH = re.compile(r"(?:[\w.*-]+/)*[\w.*-]+/?")
_SUFFIX = re.compile(r"\w\.(?:py|toml|po|pot|md|mako|sh|yml)$")
_DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
_PROGRAM = re.compile(rf"python -m ((?:{'|'.join(PACKAGES)})(?:\.\w+)+)")
# A paragraph, a row of a table, an item of a list: within it a name may be said of the folder that the one before is in.
_BLOCK = re.compile(r"\n(?=\s*\n|\||- |\d+\. )")


@cache
def present():
    """Every file and folder of the repository, relative to it."""
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    found = {PurePosixPath(path.relative_to(ROOT).as_posix()) for path in files}
    return found | {parent for file in found for parent in file.parents}


def astray_paths(text):
    """The paths in code spans that lead nowhere: from the root, or from where the path before them leads."""
    for block in _BLOCK.split(text):
        base = None
        for span in _CODE.findall(block):
            if not _is_path(span):
                continue
            found = _find(PurePosixPath(span), base)
            if found is None:
                yield span
            base = found or base


def _is_path(span):
    if span in FOREIGN or not _PATH.fullmatch(span):
        return False
    first, slash, _ = span.partition("/")
    of_root = bool(slash) and first != "." and PurePosixPath(first) in present()
    return of_root or span.endswith("/") or bool(_SUFFIX.search(span))


def _find(path, base):
    """Null where there is none. A name alone may be that of any file at the beginning, and of a document everywhere."""
    for place in [path] if base is None else [path, base.parent / path, base / path]:
        if found := _matching(place):
            return found
    if len(path.parts) == 1 and (base is None or path.suffix == ".md"):
        return next((one for one in present() if one.name == path.name), None)
    return None


def _matching(place):
    if "*" not in str(place):
        return place if place in present() else None
    same_depth = (one for one in present() if len(one.parts) == len(place.parts))
    return next((one for one in same_depth if one.match(str(place))), None)


def astray_modules(text):
    """The dotted names in code spans, and the programs, that no module of ours has."""
    for span in _CODE.findall(text):
        if _DOTTED.fullmatch(span) and not _SUFFIX.search(span) and not _is_there(span.split(".")):
            yield span
    for program in _PROGRAM.findall(text):
        if PurePosixPath(program.replace(".", "/") + ".py") not in present() and not _is_program(program):
            yield f"python -m {program}"


def _is_program(name):
    return PurePosixPath(name.replace(".", "/")) / "__main__.py" in present()


def _is_there(parts):
    for length in range(len(parts), 0, -1):
        place = PurePosixPath(*parts[:length])
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file in present():
                return length == len(parts) or _defines((ROOT / file).read_text(encoding="utf-8"), parts[length:])
    return PurePosixPath(*parts) in present()


def _defines(source, names):
    return all(re.search(rf"\b{name}\b", source) for name in names)
