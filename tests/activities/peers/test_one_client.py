"""Servers of others are asked by the client that is made for them: another one would keep cookies, and expand what they send."""

import re
from pathlib import Path

import pytest

import activities
from tests.rows import each_row

ROOT = Path(activities.__file__).parent
# What asks, or is made to ask, of the libraries that speak HTTP.
MAKERS = re.compile(
    r"\bhttpx\.(?:Async)?Client\(|\bhttpx\.(?:get|post|put|request|stream)\(|\burlopen\(|\bHTTPS?Connection\(|\bimport requests\b"
)


@each_row(
    "source, is_seen",
    [
        ("httpx.Client()", True),
        ("with httpx.AsyncClient(verify=tls) as http:", True),
        ("urllib.request.urlopen(url)", True),
        ("http.client.HTTPSConnection(host)", True),
        ("httpx.post(url)", True),
        ("http.stream('GET', url); httpx.Timeout(3); client: httpx.AsyncClient", False),
    ],
)
def test_what_asks_is_seen(source, is_seen):
    assert (MAKERS.search(source) is not None) == is_seen


@pytest.mark.exhaustive
def test_nothing_else_asks_servers_of_others():
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if MAKERS.search(path.read_text("utf-8"))}
    assert found == {"peers/client.py"}
