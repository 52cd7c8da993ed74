"""The queries that `docs/operators.md` gives are such as Temporal takes, by attributes that there are."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "operators.md"
LINKS = re.findall(r"\[`([^`]+)`\]\((http[^)]+)\)", PAGE.read_text())


@pytest.fixture
def engine(live_engine):
    return live_engine


def test_each_link_asks_what_it_says():
    assert len(LINKS) >= 12
    for words, link in LINKS:
        assert parse_qs(urlsplit(link).query) == {"query": [words]}


async def test_temporal_takes_each_query(engine):
    for words, _ in LINKS:
        assert (await engine.client.count_workflows(words)).count >= 0
