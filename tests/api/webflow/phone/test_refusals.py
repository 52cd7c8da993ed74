"""What the bank's server refuses, because of what was typed, is told to who typed it: in words, and not as a fault."""

import ssl

import httpx
import pytest

from api.webflow.app import create
from api.webflow.installation import Installation
from api.webflow.phone.bank import bank
from tests.api.webflow.stand_in import Reader
from tests.together import at_once

WHY = "userId: Has the character U+200B."
REFUSAL = httpx.Response(400, json={"responseObject": {"code": "ERROR_REQUEST", "message": WHY}})


@pytest.fixture
def asked():
    return []


@pytest.fixture
def open_pages(tmp_path, asked):
    """Pages whose bank is answered so by its server."""

    def served(answer, language):
        def cloud(request):
            asked.append(request.url.path)
            return answer if "/v2/" in request.url.path else httpx.Response(200, json={"password": "p"})

        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        app = create(Installation("http://bank.test", nobody, ("admin", ""), phones=tmp_path / "phones"))
        with app.app_context():
            bank()._http = httpx.Client(base_url="http://bank.test", transport=httpx.MockTransport(cloud))
        return Reader(app, language)

    return served


@pytest.mark.parametrize(("language", "said"), [("en", WHY), ("cs", f'<span lang="en">{WHY}</span>')])
def test_who_gives_an_id_that_no_customer_can_have_is_told_why_and_can_mend_it(open_pages, asked, language, said):
    reader = open_pages(REFUSAL, language)
    for _ in range(2):
        reader.go("/demo/phone")
        assert reader.send("/demo/phone/invitations", user="typed\u200bwrongly").status_code == 422
        assert said in reader.page
        assert 'value="typed\u200bwrongly" maxlength="255" required aria-invalid="true"' in reader.page
    # What was refused is the id: the bank's own user, who asked, keeps his password.
    assert len([path for path in asked if path.endswith("/password")]) == 1


@pytest.mark.parametrize("answer", [httpx.Response(500, text="away"), httpx.Response(403, json={})])
def test_what_is_no_fault_of_the_users_is_one_of_the_server(open_pages, answer):
    reader = open_pages(answer, "en")
    reader.go("/demo/phone")
    assert reader.send("/demo/phone/invitations", user="somebody").status_code == 502
    assert "The bank of the demonstration was refused" in reader.page


def test_a_form_that_is_pressed_twice_is_done_once_and_shows_twice_what_came_of_it(open_pages, asked):
    reader = open_pages(REFUSAL, "en")
    reader.go("/demo/phone")
    sent = {**reader.members("/demo/phone/invitations"), "user": "somebody"}
    pages = at_once(*[lambda: reader.http.post("/demo/phone/invitations", data=sent)] * 3)
    assert {(page.status_code, WHY in page.text) for page in pages} == {(422, True)}
    assert len([path for path in asked if path.endswith("/registrations")]) == 1
    # To press again what the next page shows is another try.
    reader.go("/demo/phone")
    reader.send("/demo/phone/invitations", user="somebody")
    assert len([path for path in asked if path.endswith("/registrations")]) == 2


def test_what_had_no_answer_may_be_sent_again_by_the_same_form(open_pages, asked):
    reader = open_pages(httpx.Response(503, json={}), "en")
    reader.go("/demo/phone")
    sent = {**reader.members("/demo/phone/invitations"), "user": "somebody"}
    for _ in range(2):
        assert reader.http.post("/demo/phone/invitations", data=sent).status_code == 502
    assert len([path for path in asked if path.endswith("/registrations")]) == 2
