"""Who is expected to be let in where, as the files in `expected/` have it: written from the documents, not from the code."""

import re
from pathlib import Path

import pytest

from api.cloud import api as cloud
from api.mobile import api as mobile
from api.nextstep import api as nextstep

APIS = {api.name: api for api in (nextstep, mobile, cloud)}


def expected(name):
    """(verb, path, who) for each line of a file; nothing stands there twice."""
    lines = (Path(__file__).parent / "expected" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split()) for line in lines if line and not line.startswith("#")]
    assert len({row[:2] for row in rows}) == len(rows), "an endpoint stands there twice"
    return rows


def of_each(name):
    """Parametrizes a test with verb, path and who of each line; arguments in the paths are words."""
    rows = [(verb, re.sub("[<>]", "", path), who) for verb, path, who in expected(name)]
    return pytest.mark.parametrize(("verb", "path", "who"), rows, ids=[f"{verb} {path}" for verb, path, _ in rows])


def served(app):
    """Every (verb, path) that an application answers, as its own table of addresses has them."""
    return {
        (verb, rule.rule)
        for rule in app.url_map.iter_rules()
        for verb in rule.methods - {"HEAD"} - ({"OPTIONS"} if rule.provide_automatic_options else set())
    }
