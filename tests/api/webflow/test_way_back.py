"""Where a page leads whose address answers no reader: a language that is chosen there is no way out of it."""

import pytest

from api.webflow import app as webflow_app
from api.webflow.way_back import readable_address, readable_path

PAGES = [
    ("GET", "/demo/phone/preview", "/demo/phone/preview"),
    ("POST", "/demo/phone/preview", "/demo/phone/preview"),
    ("POST", "/demo/phone/invitations", "/demo/phone"),
    ("POST", "/demo/phone/phones", "/demo/phone"),
    ("POST", "/demo/phone/phones/mine/operations/one/approve", "/demo/phone/phones/mine/operations/one"),
    ("POST", "/demo/phone/phones/mine/history", "/demo/phone/phones/mine"),
    ("POST", "/demo/flow/key/password", "/demo/flow/key"),
    ("POST", "/demo/flow", "/demo"),
    ("GET", "/demo/nothing", "/demo"),
    ("GET", "/nothing", "/demo"),
]


@pytest.mark.parametrize(("verb", "path", "back"), PAGES)
def test_it_is_the_nearest_page_that_can_be_read(app, verb, path, back):
    with app.test_request_context(path, method=verb):
        assert readable_path() == back


def test_who_chooses_a_language_where_nothing_is_comes_to_the_first_page(reader):
    reader.go("/demo/nothing/at/all")
    assert reader.members("/demo/language")["back"] == "/demo"


@pytest.mark.parametrize(
    ("verb", "address", "back"),
    [
        ("GET", "/demo/passkeys?flow=key", "/demo/passkeys?flow=key"),
        ("GET", "/demo/flows/login?phone=0", "/demo/flows/login?phone=0"),
        ("GET", "/demo/passkeys?flow=%0d%0aX:%20y", "/demo/passkeys?flow=%0d%0aX:%20y"),
        ("POST", "/demo/passkeys/remove?flow=key", "/demo/passkeys"),
        ("GET", "/demo/nothing?x=1", "/demo"),
    ],
)
def test_a_page_that_is_read_is_come_back_to_with_its_query(app, verb, address, back):
    with app.test_request_context(address, method=verb):
        assert readable_address() == back


def test_who_chooses_a_language_keeps_the_way_back_to_his_flow(reader):
    reader.begin()
    key = reader.path.rpartition("/")[2]
    reader.go(f"/demo/passkeys?flow={key}")
    reader.send("/demo/language", language="de")
    assert "Zurück zu dem, was Sie bestätigen" in reader.page


@pytest.mark.parametrize("form", ["password", "cancel", "nothing/password"])
def test_who_loads_the_address_of_a_form_comes_back_to_its_page(reader, form):
    reader.begin()
    answer = reader.http.get(f"{reader.path}/{form}")
    is_form = "nothing" not in form
    assert (answer.status_code, answer.headers.get("Location")) == ((303, reader.path) if is_form else (404, None))


def test_an_error_is_told_while_another_window_begins_a_flow(app, reader, monkeypatch):
    reader.begin()
    session = next(iter(app.extensions["webflow"].sessions._of.values()))
    session.begin("another")
    real = webflow_app.url_for

    def begins(*asked, **how):
        session.begin(f"begun beside {len(session.flows)}")
        return real(*asked, **how)

    monkeypatch.setattr(webflow_app, "url_for", begins)
    assert reader.go("/demo/nothing").status_code == 404


@pytest.mark.parametrize("action", ["cancel", "/demo/language", "/demo/unblock"])
def test_an_old_form_of_a_flows_page_leads_back_to_the_flow(reader, action):
    reader.begin()
    reader.act("password", username="", password="")
    address = action if action.startswith("/") else f"{reader.path}/{action}"
    sent = {**reader.members(address), "csrf": "of before a login"}
    answer = reader.http.post(address, data=sent)
    assert answer.status_code == 403
    assert f'<a class="button" href="{reader.path}">Continue</a>' in answer.text
    # It is the reader's own flow alone, whatever a form says.
    elsewhere = reader.http.post("/demo/language", data={**sent, "back": "/demo/flow/of-nobody", "flow": "of-nobody"})
    assert ">Continue</a>" not in elsewhere.text
