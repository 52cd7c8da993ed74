"""What a page shows of an operation, however it stands, and what its forms send, once."""

import httpx
import pytest

from api.webflow.flow import BUSY_SECONDS
from api.webflow.front import front
from api.webflow.steps.sms import MOST_MESSAGES
from tests.api.webflow.stand_in import Reader, application, at, step

FORM = {
    "title": {"id": "t", "message": "A payment"},
    "greeting": None,
    "banners": [{"bannerType": "BANNER_WARNING", "id": "b", "message": "Beware."}],
    "parameters": [
        {
            "type": "BANK_ACCOUNT_CHOICE",
            "id": "account",
            "label": "From",
            "enabled": True,
            "defaultValue": None,
            "bankAccounts": [
                {"accountId": "good", "name": "N", "number": "1", "usableForPayment": True},
                {"accountId": "poor", "name": "M", "number": "2", "usableForPayment": False,
                 "unusableForPaymentReason": "Low balance"},
            ],
        },
        {"type": "PARTY_INFO", "id": "party", "label": "To", "partyInfo": {"name": "Somebody"}},
    ],
    "userInput": {},
}  # fmt: skip


def offer(api, *methods, chosen=None):
    api.detail |= {"steps": [{"authMethod": method, "params": []} for method in methods], "chosenAuthMethod": chosen}


@pytest.mark.parametrize(
    ("result", "last", "title"),
    [
        ("DONE", step("CONSENT"), "You are logged in"),
        ("FAILED", step("CONSENT", "AUTH_METHOD_FAILED", "operation.timeout"), "The time is over"),
        ("FAILED", step("USERNAME_PASSWORD_AUTH", "AUTH_METHOD_FAILED"), "Too many wrong attempts"),
        ("FAILED", step("POWERAUTH_TOKEN", "CANCELED", "canceled.incorrect_data"), "Rejected on the phone"),
        ("FAILED", step("SMS_KEY", "CANCELED", "canceled.unknown"), "Cancelled"),
        ("FAILED", step("INIT", "CANCELED", "canceled.unknown"), "Ended by the bank"),
        ("FAILED", step("CONSENT", "CONFIRMED", "error.noAuthMethod"), "It could not be confirmed"),
    ],
)
def test_every_end_is_told_in_words(api, reader, result, last, title):
    reader.begin()
    api.detail |= {"result": result, "history": [step("INIT"), last], "steps": []}
    reader.go(reader.path)
    assert f">{title}</h1>" in reader.page
    assert ">Start again</a>" in reader.page


def test_the_reason_of_who_rejects_on_the_phone_is_told_in_the_readers_language(api, app):
    reader = Reader(app, "cs").begin()
    last = step("POWERAUTH_TOKEN", "CANCELED", "canceled.incorrect_data")
    api.detail |= {"result": "FAILED", "history": [step("INIT"), last], "steps": []}
    reader.go(reader.path)
    assert '<html lang="cs">' in reader.page
    assert "Odmítnuto v telefonu" in reader.page
    assert reader.page.count("<p>") >= 2


def test_a_deadline_that_has_passed_is_an_end_before_the_engine_writes_so(api, reader):
    reader.begin()
    api.detail |= {"expired": True, "timestampExpires": at(-1)}
    reader.go(reader.path)
    assert "The time is over" in reader.page


def test_the_time_that_is_left_is_counted_by_the_servers_clock(api, reader):
    api.detail["timestampExpires"] = at(83)
    reader.begin()
    assert 'data-seconds="83"' in reader.page
    assert ">1:23</span>" in reader.page
    assert '<noscript><meta http-equiv="refresh" content="84"></noscript>' in reader.page


def test_a_method_that_has_no_page_is_not_offered(api, reader):
    offer(api, "APPROVAL_SCA")
    reader.begin()
    assert "None of the ways to confirm this is available here." in reader.page


def test_methods_are_offered_with_the_operation_until_one_is_chosen(api, reader):
    offer(api, "POWERAUTH_TOKEN", "SMS_KEY")
    api.detail["formData"] = FORM
    reader.begin()
    for text in ("A payment", "Beware.", "Somebody", "Low balance", ">Mobile App</button>", ">SMS Code</button>"):
        assert text in reader.page


@pytest.mark.parametrize("account", ["poor", "others", "", None])
def test_an_account_that_cannot_pay_is_not_taken(api, reader, account):
    offer(api, "SMS_KEY")
    api.detail["formData"] = FORM
    reader.begin()
    reader.act("choice", method="SMS_KEY", **({} if account is None else {"account": account}))
    assert "Choose an account that can pay this." in reader.page
    assert not {"PUT /operation/formData", "PUT /operation/chosenAuthMethod"} & {*api.names()}


def test_what_the_user_chose_and_wrote_becomes_the_operations_input(api, reader):
    offer(api, "SMS_KEY")
    api.detail["formData"] = FORM
    api.answers["POST /otp/send"] = {"otpId": "o", "delivered": True}
    reader.begin()
    reader.act("choice", method="SMS_KEY", account="good", **{"web.note": " mine "})
    sent = {name: body for name, body, _ in api.asked}
    assert sent["PUT /operation/formData"]["formData"] == {"userInput": {"account": "good", "web.note": "mine"}}
    assert sent["PUT /operation/chosenAuthMethod"]["chosenAuthMethod"] == "SMS_KEY"


@pytest.mark.parametrize("method", ["POWERAUTH_TOKEN", "USERNAME_PASSWORD_AUTH", "", "x"])
def test_a_method_that_is_not_offered_cannot_be_chosen(api, reader, method):
    offer(api, "SMS_KEY")
    reader.begin()
    reader.act("choice", method=method)
    assert "PUT /operation/chosenAuthMethod" not in api.names()


def test_a_form_for_a_step_that_is_over_does_nothing_and_the_page_shows_the_next_one(api, reader):
    reader.begin()
    members = reader.members(f"{reader.path}/password")
    offer(api, "CONSENT")
    answer = reader.http.post(f"{reader.path}/password", data={**members, "username": "u", "password": "p"})
    assert answer.status_code == 303
    assert "POST /auth/credential" not in api.names()
    reader.go(reader.path)
    assert "This step was taken already" in reader.page
    assert ">Agree</button>" in reader.page


@pytest.mark.parametrize("values", [{"username": "", "password": "p"}, {"username": "u", "password": ""},
                                    {"username": "u" * 300, "password": "p"}, {}])  # fmt: skip
def test_what_can_be_no_password_is_not_sent(api, reader, values):
    reader.begin()
    reader.act("password", **values)
    assert "Enter user name and password." in reader.page
    assert not {"POST /auth/credential", "PUT /operation"} & {*api.names()}


@pytest.mark.parametrize("code", ["", "abc", "123", "1" * 13, "١٢٣٤٥٦٧٨"])
def test_what_can_be_no_code_is_not_sent(api, reader, code):
    offer(api, "SMS_KEY", chosen="SMS_KEY")
    api.answers["POST /otp/send"] = {"otpId": "o", "delivered": True}
    reader.begin()
    reader.act("sms-send")
    reader.act("sms", code=code)
    assert "That is no code" in reader.page
    assert "POST /auth/otp" not in api.names()


def test_a_user_is_sent_a_few_codes_and_then_no_more(api, reader):
    offer(api, "SMS_KEY", chosen="SMS_KEY")
    api.answers["POST /otp/send"] = {"otpId": "o", "delivered": True}
    reader.begin()
    for _ in range(MOST_MESSAGES + 2):
        reader.act("sms-send")
    assert api.names().count("POST /otp/send") == MOST_MESSAGES
    assert "We have sent you enough codes." in reader.page


def test_a_consent_that_is_not_given_is_asked_for_again(api, reader):
    offer(api, "CONSENT")
    reader.begin()
    reader.act("consent")
    assert "Tick the box if you agree" in reader.page
    assert "PUT /operation" not in api.names()


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "not a key at all!"])
def test_a_form_without_a_key_is_refused(api, reader, key):
    reader.begin()
    members = {**reader.members(f"{reader.path}/cancel"), "key": key}
    assert reader.http.post(f"{reader.path}/cancel", data=members).status_code == 400


def test_a_write_that_gets_no_answer_is_repeated_with_its_key_and_then_the_user_is_told(api, reader, monkeypatch):
    monkeypatch.setattr("api.webflow.calls.time.sleep", lambda seconds: None)
    offer(api, "CONSENT")
    reader.begin()
    api.answers["PUT /operation"] = httpx.Response(503, headers={"Retry-After": "1"})
    reader.act("consent", **{"consent.main": "true"})
    assert "The bank does not answer at the moment." in reader.page
    keys = {headers["Idempotency-Key"] for name, _, headers in api.asked if name == "PUT /operation"}
    assert (api.names().count("PUT /operation"), len(keys)) == (3, 1)


def test_an_api_that_is_away_is_told_and_the_flow_is_there_afterwards(api, reader, monkeypatch):
    monkeypatch.setattr("api.webflow.calls.time.sleep", lambda seconds: None)
    reader.begin()
    with reader.http.application.app_context():
        working = front().nextstep.http
        front().nextstep.http = httpx.Client(transport=httpx.MockTransport(_away), base_url="http://api.invalid")
        assert reader.go(reader.path).status_code == 503
        assert "The bank does not answer at the moment." in reader.page
        front().nextstep.http = working
    assert reader.go(reader.path).status_code == 200


def _away(request):
    raise httpx.ConnectError("away")


def test_an_operation_whose_workflow_an_operator_ended_is_told_so(api, reader):
    reader.begin()
    api.answers["PUT /operation"] = "OPERATION_NOT_VALID"
    reader.act("cancel")
    assert "The bank has ended this operation." in reader.page


def test_a_page_hears_of_a_change_and_of_none(api, reader):
    reader.begin()
    same = reader.http.get(f"{reader.path}/changes?known=%221%22")
    assert same.json == {"changed": False}
    api.etag = '"2"'
    assert reader.http.get(f"{reader.path}/changes?known=%221%22").json == {"changed": True}
    waits = [body["wait"] for name, body, headers in api.asked if "If-None-Match" in headers]
    assert waits == ["25", "25"]


def test_who_finds_no_seat_is_answered_at_once_and_told_when_to_come_back(api):
    app = application(api, seats=1)
    reader = Reader(app).begin()
    with app.app_context():
        front().seats.acquire()
    answer = reader.http.get(f"{reader.path}/changes?known=%221%22")
    assert (answer.json, answer.headers["Retry-After"]) == ({"changed": False}, str(BUSY_SECONDS))
    assert [body["wait"] for _, body, headers in api.asked if "If-None-Match" in headers] == ["0"]


@pytest.mark.parametrize("tag", ["", "x", '"\n"', '"' + "x" * 300 + '"'])
def test_what_is_no_entity_tag_is_not_passed_on(api, reader, tag):
    reader.begin()
    answer = reader.http.get(f"{reader.path}/changes", query_string={"known": tag})
    assert answer.status_code == 400


def test_an_amount_is_sent_with_all_its_decimals(api, app, reader):
    sent = []
    with app.app_context():
        transport = httpx.MockTransport(lambda request: sent.append(request.content) or api(request))
        front().nextstep.http = httpx.Client(base_url="http://api.invalid", transport=transport)
    reader.begin("payment")
    assert any(b'"amount": 1499.90' in content for content in sent)


@pytest.mark.parametrize(
    ("language", "note", "accounts"),
    [
        ("en", "Utility Bill Payment - 05/2017", ["Current account", "Savings account", "Euro account"]),
        ("cs", "Platba za energie – 05/2017", ["Běžný účet", "Spořicí účet", "Účet v eurech"]),
        ("sk", "Platba za energie – 05/2017", ["Bežný účet", "Sporiaci účet", "Účet v eurách"]),
        ("de", "Energiekosten – 05/2017", ["Girokonto", "Sparkonto", "Eurokonto"]),
    ],
)
def test_a_payment_has_its_note_and_accounts_in_the_readers_language(api, app, language, note, accounts):
    Reader(app, language).begin("payment")
    [sent] = [body for name, body, _ in api.asked if name == "POST /operation"]
    fields = {field["type"]: field for field in sent["formData"]["parameters"]}
    assert fields["NOTE"]["note"] == note
    assert [one["name"] for one in fields["BANK_ACCOUNT_CHOICE"]["bankAccounts"]] == accounts
