"""Routes are quickly added, and addresses are still written where somebody asks for one."""

import pytest
from werkzeug.routing import Map, Rule

from api.http.rule import ReadRule
from tests.api.applications import new_home


def addresses(kind):
    return Map([kind("/operation/<name>/detail", endpoint="detail"), kind("/operation", endpoint="operation")]).bind(
        "h"
    )


@pytest.mark.parametrize(
    ("endpoint", "values", "address"),
    [("detail", {"name": "a b"}, "/operation/a%20b/detail"), ("operation", {"page": 2}, "/operation?page=2")],
)
def test_addresses_are_written_as_werkzeug_writes_them(endpoint, values, address):
    assert addresses(ReadRule).build(endpoint, values) == addresses(Rule).build(endpoint, values) == address


def test_an_application_compiles_no_function_that_writes_addresses(tmp_path, monkeypatch, new_app):
    compiled = []
    monkeypatch.setattr(Rule, "_compile_builder", lambda *_: compiled.append(1))
    app = new_app(new_home(tmp_path))
    assert app.url_map.bind("h").match("/health/live")
    assert not compiled
