"""What no page of ours and no browser sends is refused in words: nothing of it is a fault of this server."""

import pytest

from tests.api.webflow.stand_in import Reader


@pytest.mark.parametrize("header", ["é", "cs, é;q=0.5", "cs\x80"])
@pytest.mark.parametrize("page", ["", "/changes?known=%221%22"])
def test_a_language_that_no_header_can_say_is_not_passed_on(api, app, header, page):
    reader = Reader(app).begin()
    assert reader.http.get(f"{reader.path}{page}", headers={"Accept-Language": header}).status_code == 200
    _, _, headers = api.asked[-1]
    assert headers["Accept-Language"] in ("en", "cs")


@pytest.mark.exhaustive
@pytest.mark.parametrize("key", ["", "short", "k" * 65, "é" * 20, "a key of several words", "k" * 20 + "\n"])
@pytest.mark.parametrize("form", ["/demo/flow", "cancel"])
def test_a_key_that_no_form_has_is_refused(api, reader, key, form):
    reader.begin()
    action = form if form.startswith("/") else f"{reader.path}/{form}"
    csrf = reader.members(f"{reader.path}/cancel")["csrf"]
    before = len(api.asked)
    answer = reader.http.post(action, data={"csrf": csrf, "key": key, "order": "login"})
    assert (answer.status_code, len(api.asked)) == (400, before)


@pytest.mark.parametrize("back", ["http://[", "//[", "https://[x]/demo/flow/x"])
def test_an_address_that_is_none_leads_to_the_first_page(reader, back):
    reader.go()
    answer = reader.send("/demo/language", follow=False, language="cs", back=back)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/demo")


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_have_is_no_passkeys(api, reader, number):
    api.detail["steps"] = [{"authMethod": "PASSKEY", "params": []}]
    reader.begin()
    before = api.names().count("POST /auth/passkey")
    sent = {**reader.members(f"{reader.path}/cancel"), "credential": f'{{"id": {number}}}'}
    assert reader.http.post(f"{reader.path}/passkey", data=sent).status_code == 303
    assert api.names().count("POST /auth/passkey") == before
    assert "The passkey was not accepted." in reader.go(reader.path).text


def test_a_form_that_is_sent_twice_goes_on_in_one_flow(reader):
    reader.go()
    sent = {**reader.members("/demo/flow"), "order": "login"}
    ways = {reader.http.post("/demo/flow", data=sent).headers["Location"] for _ in range(2)}
    assert len(ways) == 1
