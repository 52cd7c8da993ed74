"""What documents name is there: files and folders, modules with what is in them, programs, other documents."""

import re
from pathlib import PurePosixPath

import pytest

from tests.documents.named import ROOT, astray_modules, astray_paths, present

DOCUMENTS = sorted(
    path
    for path in present()
    if path.suffix == ".md" and (path.parent in map(PurePosixPath, (".", "docs", "docs/adr", "findings")))
)
SOURCES = sorted(path for path in present() if path.suffix == ".py" and path.name != PurePosixPath(__file__).name)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_what_a_document_names_is_there(document):
    text = read(document)
    assert [*astray_paths(text), *astray_modules(text)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_what_a_document_links_to_is_there(document):
    assert [link for link in LINK.findall(read(document)) if not (ROOT / document.parent / link).exists()] == []


@pytest.mark.exhaustive
def test_what_docstrings_and_comments_name_is_there():
    astray = {str(source): [*astray_modules(read(source)), *astray_paths(read(source))] for source in SOURCES}
    assert {source: names for source, names in astray.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "astray"),
    [
        ("`api/app.py` → `services.py`, `http/` → `blueprint.py`", []),
        ("`config/clock.py` and `gone.py`", ["gone.py"]),
        ("`config/clock.py`\n\n`blueprint.py`", []),
        ("- `config/clock.py`\n- `config/clocks.py`", ["config/clocks.py"]),
        ("`workflows/*/client/`, `gateway.py`", []),
        ("`workflows/*/clients/`", ["workflows/*/clients/"]),
        ("`tests/documents/`, `named.py`, `architecture.md`", []),
        ("`/health/live`, `10.0.0.0/8`, `./var`, `http/1.1`, `.po`", []),
        ("no code: config/clocks.py", []),
    ],
)
def test_how_a_path_is_read(text, astray):
    assert list(astray_paths(text)) == astray


@pytest.mark.parametrize(
    ("text", "astray"),
    [
        ("`config.clock`, `config.clock.now_ms`, `activities.store`", []),
        ("`config.clocks`", ["config.clocks"]),
        ("`config.clock.before_ms`", ["config.clock.before_ms"]),
        ("`.venv/bin/python -m tests.documents.states` and `python -m tests.bench`", []),
        ("`python -m tests.documents.stated`", ["python -m tests.documents.stated"]),
    ],
)
def test_how_a_module_is_read(text, astray):
    assert list(astray_modules(text)) == astray
