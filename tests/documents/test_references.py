"""Where code cites the reference, the place is there: "`nextstep.md` §2.4" has a heading in `docs/reference/nextstep.md`."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
SOURCES = ("activities", "api", "config", "docs", "locales", "tests", "workflows")

# What a section sign may belong to: a document of the reference, or a standard of somebody else.
CITED = re.compile(
    r"(?P<document>(?<![\w.-])[\w.-]+\.md)`|(?P<standard>RFC \d+|SP 800-\w+|WebAuthn)|§(?P<section>\d+(?:\.\d+)*)"
)
# How far behind a document's name its sections may be listed.
NEAR = 60


def headings(document):
    text = (REFERENCE / document).read_text()
    return set(re.findall(r"^#+ (\d+(?:\.\d+)?)", text, re.MULTILINE))


def cited(text):
    """Each section with the document that it is cited from: null where nothing says which."""
    if "§" not in text:
        return
    source, end = None, 0
    for found in CITED.finditer(text):
        if section := found["section"]:
            near = source if found.start() - end <= NEAR else None
            if near is None or near.endswith(".md"):
                yield near, section
        else:
            source = found["document"] or found["standard"]
        end = found.end()


def files():
    return sorted(
        path
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md"} and REFERENCE not in path.parents and path != Path(__file__)
    )


KNOWN = {path.name: headings(path.name) for path in REFERENCE.glob("*.md")}


def test_every_section_that_is_cited_is_there():
    astray = [
        f"{path.relative_to(ROOT)}: {document or 'no document'} §{section}"
        for path in files()
        for document, section in cited(path.read_text())
        if document not in KNOWN or ".".join(section.split(".")[:2]) not in KNOWN[document]
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`nextstep.md` §2.4 f, g", [("nextstep.md", "2.4")]),
        ("`nextstep.md` §2.4, §3 and §4.1", [("nextstep.md", "2.4"), ("nextstep.md", "3"), ("nextstep.md", "4.1")]),
        ("RFC 9110 §12.5.4, §8.8", []),
        ("a rule (§2.4)", [(None, "2.4")]),
        ("`nextstep.md` says so." + " " * 80 + "§2.4", [(None, "2.4")]),
    ],
)
def test_how_a_citation_is_read(text, found):
    assert list(cited(text)) == found
