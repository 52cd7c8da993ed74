"""Requests that are none, or hold what they should not: each is ERROR_REQUEST and says why, and nothing breaks."""

import json

import pytest

from api.cloud import api
from tests.api.cloud.client import Cloud, in_process
from tests.api.cloud.conftest import ADMIN, with_application
from tests.e2e.client import unique
from tests.rows import each_row

USERS, APPLICATIONS, REGISTRATIONS = "/admin/users", "/admin/applications", "/v2/registrations"
VERSIONS, VERSION = "/admin/applications/app/versions", "/admin/applications/app/versions/default"
ONE = "/v2/registrations/8819ac31-ad29-40d1-ac60-1b54293abe61"

MALFORMED = {
    "blank": b"  \n ",
    "not JSON": b"nonsense",
    "HTML": b"<html></html>",
    "truncated": b'{"userId": "x"',
    "text before it": b"x {}",
    "an exponent beyond all numbers": b'{"x": 1e99999999999999999999}',
    "invalid UTF-8 after it": b"{} \xff",
    "a trailing comma": b'{"userId": "x",}',
    "null": b"null",
    "an array": b"[{}]",
    "a text": b'"userId"',
    "a number": b"17",
    "a key twice": b'{"userId": "a", "userId": "b"}',
    "a key twice, deep": b'{"x": [{"a": 1, "\\u0061": 2}]}',
    "NaN": b'{"x": NaN}',
    "5,000 digits": b'{"x": ' + b"9" * 5000 + b"}",
    "a NUL escape": b'{"userId": "a\\u0000b"}',
    "a NUL escape that nobody reads": b'{"x": "a\\u0000b"}',
    "a lone surrogate": b'{"userId": "\\ud800"}',
    "invalid UTF-8": b'{"userId": "\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "deep arrays": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep arrays, unclosed": b"[" * 100_000,
}
WITH_BODY = [
    (route.verb, route.path.replace("<", "").replace(">", ""))
    for endpoint in api.endpoints
    if endpoint.request is not None
    for route in endpoint.routes
]


@pytest.fixture(scope="module")
def bank(app):
    """One for all: what is refused changes nothing."""
    with in_process(app) as http:
        yield with_application(Cloud(http, ADMIN))


def whose(admin, bank, path):
    return admin if path.startswith("/admin/") else bank


@pytest.mark.exhaustive
@pytest.mark.parametrize(("verb", "path"), WITH_BODY)
def test_a_malformed_body_is_refused_at_every_endpoint(admin, bank, verb, path):
    for name, body in MALFORMED.items():
        sent = {"content": body, "headers": {"Content-Type": "application/json"}}
        code, message = whose(admin, bank, path).refused(verb, path, **sent)
        assert code == "ERROR_REQUEST", name
        assert 0 < len(message) < 300, name


@each_row(("verb", "path"), WITH_BODY)
@each_row("content_type", [None, "text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_anything_but_json_is_an_unsupported_type(admin, bank, verb, path, content_type):
    headers = {} if content_type is None else {"Content-Type": content_type}
    error = whose(admin, bank, path).refused(verb, path, content=b"{}", headers=headers, status=415)
    assert error == ("ERROR_REQUEST", "the Content-Type must be application/json")


def test_a_body_is_bounded(bank):
    large = json.dumps({"userId": "x" * (1 << 20)}).encode()
    sent = {"content": large, "headers": {"Content-Type": "application/json"}}
    assert bank.refused("POST", REGISTRATIONS, status=413, **sent)[0] == "ERROR_REQUEST"


SURPLUS = ["}\n", "\n}\n", "}", " {}", "]", "x", '{"username": 7}', "\n" * 1000, "[" * 100_000, "\x00", "// ž"]


@pytest.mark.parametrize("surplus", SURPLUS)
def test_text_after_the_json_is_passed_over(admin, surplus):
    """The vendor's own load suite creates its users with a stray brace and a line break."""
    username = unique("bank")
    body = json.dumps({"username": username}) + surplus
    created = admin.ok("POST", USERS, content=body.encode(), headers={"Content-Type": "application/json"})
    assert created["username"] == username


@pytest.mark.parametrize(("verb", "path"), WITH_BODY)
def test_text_after_the_json_is_passed_over_at_every_endpoint(admin, bank, verb, path):
    def sent(body):
        return whose(admin, bank, path).send(verb, path, content=body, headers={"Content-Type": "application/json"})

    body = b'{"userId": 7, "username": 7, "id": 7, "name": 7, "flags": 7}'
    exact, surplus = sent(body), sent(body + b"}\n")
    assert surplus.status_code == exact.status_code
    assert surplus.json() == exact.json()


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "APPLICATION/JSON"])
def test_json_may_be_announced_in_any_case_and_with_a_charset(admin, content_type):
    body = json.dumps({"username": unique("bank")}).encode()
    assert admin.ok("POST", USERS, content=body, headers={"Content-Type": content_type})["enabled"] is True


NEW, CHANGE = {"userId": "roman", "appId": "app"}, {"change": "BLOCK"}
RENAME = {"name": "Mine", "externalUserId": "clerk"}

# Endpoint, a body that would do, the member to be spoilt, its least and its most characters.
TEXTS = [
    ("POST", USERS, {}, "username", 1, 255),
    ("POST", APPLICATIONS, {}, "id", 1, 255),
    ("POST", VERSIONS, {}, "name", 1, 255),
    ("POST", REGISTRATIONS, NEW, "userId", 1, 255),
    ("POST", REGISTRATIONS, NEW, "appId", 1, 255),
    ("POST", REGISTRATIONS, NEW, "otp", 1, 255),
    ("POST", f"{ONE}/commit", {}, "externalUserId", 0, 255),
    ("POST", f"{ONE}/commit", {}, "otp", 1, 255),
    ("PUT", ONE, CHANGE, "externalUserId", 0, 255),
    ("PUT", ONE, CHANGE, "blockReason", 1, 255),
    ("PUT", f"{ONE}/name", RENAME, "name", 1, 255),
    ("PUT", f"{ONE}/name", RENAME, "externalUserId", 1, 255),
]
BOOLEANS = [("PUT", f"{USERS}/bank", {}, "enabled"), ("PUT", VERSION, {}, "supported")]
WORDS = [
    ("POST", REGISTRATIONS, NEW, "commitPhase"),
    ("POST", REGISTRATIONS, {**NEW, "otp": "1234"}, "otpValidation"),
    ("POST", REGISTRATIONS, {**NEW, "otp": "1234"}, "activationOtpValidation"),
    ("PUT", ONE, {}, "change"),
]
ARRAYS = [
    ("POST", USERS, {"username": "bank"}, "role"),
    ("POST", APPLICATIONS, {"id": "app"}, "roles"),
    ("POST", REGISTRATIONS, NEW, "flags"),
    ("POST", f"{ONE}/flags", {}, "flags"),
    ("POST", f"{ONE}/flags/remove", {}, "flags"),
]


def identify(row):
    return f"{row[0]} {row[1]} {row[3]}"


def error_of(caller, verb, path, body):
    response = caller.send(verb, path, body)
    assert response.status_code == 400, response.text
    error = response.json()["responseObject"]
    assert error["code"] == "ERROR_REQUEST", error
    return error


@pytest.mark.parametrize("row", TEXTS, ids=identify)
def test_texts(admin, bank, row):
    verb, path, base, member, least, most = row
    caller = whose(admin, bank, path)
    for value in (7, 1.5, True, [], {}, ["x"]):
        error = error_of(caller, verb, path, {**base, member: value})
        assert error["message"].startswith(f"{member}: "), value
        assert "violations" not in error
    for value in ("x" * (most + 1), "x" * 10_000, *([""] if least else [])):
        error = error_of(caller, verb, path, {**base, member: value})
        violation = next(one for one in error["violations"] if one["fieldName"] == member)
        assert violation["invalidValue"] == (value if len(value) <= 300 and member != "otp" else None)
        assert error["message"] == f"{error['violations'][0]['fieldName']}: {error['violations'][0]['hint']}"


HOOK = {"name": "hook", "type": "OPERATION_STATUS_CHANGE", "callbackUrl": "https://8.8.8.8/"}
SECRETS = [
    ("POST", REGISTRATIONS, lambda value: {**NEW, "otp": value}),
    ("POST", f"{ONE}/commit", lambda value: {"otp": value}),
    (
        "POST",
        "/v2/admin/applications/{app_id}/callbacks",
        lambda value: {**HOOK, "authentication": {"type": "BEARER", "token": value}},
    ),
    (
        "POST",
        "/v2/admin/applications/{app_id}/callbacks",
        lambda value: {**HOOK, "authentication": {"type": "BASIC", "username": "u", "password": value}},
    ),
]


@pytest.mark.parametrize(("verb", "path", "body"), SECRETS)
def test_secrets_are_not_repeated_to_the_caller(bank, verb, path, body):
    for wrong in ("", "what nobody but us may read " * 50):
        response = bank.send(verb, path.format(app_id=bank.app_id), body(wrong))
        violations = response.json()["responseObject"]["violations"]
        assert {one["invalidValue"] for one in violations} == {None}
        assert "what nobody" not in response.text


def test_a_token_of_strange_characters_is_not_repeated(bank):
    authentication = {"type": "BEARER", "token": "typed with a space"}
    path = f"/v2/admin/applications/{bank.app_id}/callbacks"
    response = bank.send("POST", path, {**HOOK, "authentication": authentication})
    assert response.status_code == 400
    assert "typed" not in response.text


MESSAGE = {"userId": "roman", "title": "Hello", "message": "How are you?"}
INBOX = {
    "userId": "roman",
    "type": "text",
    "subject": "Statements",
    "summary": "They are here",
    "body": "In your inbox",
}
READ = [
    ("PUT", f"{ONE}/name", RENAME, "name"),
    ("POST", "/v2/messages/send", MESSAGE, "title"),
    ("POST", "/v2/inbox/messages", INBOX, "subject"),
]


@pytest.mark.parametrize("row", READ, ids=identify)
@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200f", "\u2028", "\u2029", "\x1b", "\x85", "\n"])
def test_names_and_titles_have_nothing_that_hides_or_reorders_them(bank, row, character):
    verb, path, base, member = row
    error = error_of(bank, verb, path, {**base, member: f"Your card {character}10 CZK"})
    assert error["message"] == f"{member}: Has the character U+{ord(character):04X}."


@pytest.mark.parametrize("row", BOOLEANS, ids=identify)
def test_booleans(admin, bank, row):
    verb, path, base, member = row
    for value in ("true", "yes", 1, 0, [], {}):
        assert error_of(whose(admin, bank, path), verb, path, {**base, member: value})["message"].startswith(member)


@pytest.mark.parametrize("row", WORDS, ids=identify)
def test_words(admin, bank, row):
    verb, path, base, member = row
    for value in ("", "UNHEARD_OF", "block", "on_commit", 1, True, [], {}, ["BLOCK"]):
        error = error_of(whose(admin, bank, path), verb, path, {**base, member: value})
        assert error["message"].startswith(f"{member}: "), value


@pytest.mark.parametrize("path", ["/v2/operations", "/operations"])
@pytest.mark.parametrize("value", [7, [], "x" * 4097])
def test_an_error_in_a_map_names_the_member_that_was_sent(bank, path, value):
    new = {"userId": "roman", "template": "payment", "parameters": {"iban": "x", "amount": value}}
    assert error_of(bank, "POST", path, new)["message"].startswith("parameters.amount: ")


@pytest.mark.parametrize("row", ARRAYS, ids=identify)
def test_arrays(admin, bank, row):
    verb, path, base, member = row
    for value in ("x", 1, True, {}, [1], [[]], [{}], [None], [""], ["x" * 256], ["x"] * 101):
        error_of(whose(admin, bank, path), verb, path, {**base, member: value})


@pytest.mark.parametrize(
    "name", ["a b", "a:b", "a/b", ".", "..", "-a", "a\n", "a\t", "žluť", "a?b", "a#b", "a%b", "<a>"]
)
def test_names_are_letters_digits_and_few_signs(admin, name):
    for path, member in ((USERS, "username"), (APPLICATIONS, "id"), (VERSIONS, "name")):
        error = error_of(admin, "POST", path, {member: name})
        assert "Only letters, digits and . _ @ -" in error["message"]


REQUIRED = [
    ("POST", USERS, ["username"]),
    ("PUT", f"{USERS}/bank", ["enabled"]),
    ("POST", APPLICATIONS, ["id"]),
    ("POST", VERSIONS, ["name"]),
    ("PUT", VERSION, ["supported"]),
    ("POST", REGISTRATIONS, ["userId", "appId"]),
    ("PUT", ONE, ["change"]),
    ("PUT", f"{ONE}/name", ["name", "externalUserId"]),
    ("POST", f"{ONE}/flags", ["flags"]),
    ("POST", f"{ONE}/flags/remove", ["flags"]),
]


@pytest.mark.parametrize(("verb", "path", "members"), REQUIRED)
@pytest.mark.parametrize("sent", [None, {}, {"stranger": [{"x": None}]}, "nulls"])
def test_what_is_required_is_named(admin, bank, verb, path, members, sent):
    body = dict.fromkeys(members) if sent == "nulls" else sent
    error = error_of(whose(admin, bank, path), verb, path, body)
    assert [one["fieldName"] for one in error["violations"]] == members
    assert error["message"] == f"{members[0]}: Missing data for required field."


TIMES = ["", "tomorrow", "2099-01-01", "2099-01-01T00:00:00", -1, 1.5, True, [], {}, 10**20, "9" * 40]


@pytest.mark.parametrize("value", TIMES)
def test_times_that_are_none(bank, value):
    error = error_of(bank, "POST", REGISTRATIONS, {**NEW, "timestampRegistrationExpire": value})
    assert error["message"].startswith("timestampRegistrationExpire: ")


@pytest.mark.parametrize("value", ["2018-06-28T12:04:00Z", "2018-06-28T12:04:00+0000", 0, 1530187440000])
def test_times_that_have_passed(bank, value):
    new = {"userId": unique(), "appId": bank.app_id, "timestampRegistrationExpire": value}
    error_of(bank, "POST", REGISTRATIONS, new)
    assert bank.ok("GET", f"{REGISTRATIONS}?userId={new['userId']}&removed=true") == {"registrations": []}


AGAINST_EACH_OTHER = [
    ({"otpValidation": "ON_COMMIT"}, "otp"),
    ({"otpValidation": "ON_KEY_EXCHANGE"}, "otp"),
    ({"activationOtpValidation": "ON_COMMIT"}, "otp"),
    ({"otpValidation": None, "activationOtpValidation": "ON_COMMIT"}, "otp"),
    ({"otpValidation": "ON_COMMIT", "otp": "1234", "commitPhase": "ON_COMMIT"}, "otpValidation"),
    ({"activationOtpValidation": "ON_KEY_EXCHANGE", "otp": "1", "commitPhase": "ON_COMMIT"}, "activationOtpValidation"),
]


@pytest.mark.parametrize(("members", "named"), AGAINST_EACH_OTHER)
def test_members_that_contradict_each_other(bank, members, named):
    error = error_of(bank, "POST", REGISTRATIONS, {**NEW, **members})
    assert [one["fieldName"] for one in error["violations"]] == [named]


QUERIES = [
    ("", "Required String parameter 'userId' is not present"),
    ("userId=", "Required String parameter 'userId' is not present"),
    ("registrationId=8819ac31-ad29-40d1-ac60-1b54293abe61", "Required String parameter 'userId' is not present"),
    (f"userId={'x' * 256}", "userId: "),
    ("userId=a%00b", "userId: "),
    ("userId=x&removed=maybe", "removed: "),
    ("userId=x&removed=1", "removed: "),
    ("userId=x&pageNumber=-1", "pageNumber: "),
    ("userId=x&pageNumber=x", "pageNumber: "),
    ("userId=x&pageNumber=1.5", "pageNumber: "),
    ("userId=x&pageNumber=2147483648", "pageNumber: "),
    ("userId=x&pageNumber=99999999999999999999", "pageNumber: "),
    ("userId=x&pageSize=0", "pageSize: "),
    ("userId=x&pageSize=-1", "pageSize: "),
    ("userId=x&pageSize=501", "pageSize: "),
    ("userId=x&pageSize=", None),
    ("userId=x&pageNumber=2147483647&pageSize=500", None),
    ("userId=x&pageSize=1&removed=true&stranger=%00", None),
]


@pytest.mark.parametrize(("query", "message"), QUERIES)
@pytest.mark.parametrize("path", [REGISTRATIONS, f"{REGISTRATIONS}/"])
def test_queries_of_the_list(bank, path, query, message):
    if message is None:
        assert bank.ok("GET", f"{path}?{query}") == {"registrations": []}
    else:
        code, said = bank.refused("GET", f"{path}?{query}")
        assert code == "ERROR_REQUEST"
        assert said.startswith(message)


@pytest.mark.parametrize("value", ["maybe", "1", "TRUE", "%00"])
def test_queries_of_a_creation(bank, value):
    new = {"userId": unique(), "appId": bank.app_id}
    code, message = bank.refused("POST", f"{REGISTRATIONS}?incompleteStatusCheck={value}", new)
    assert (code, message) == ("ERROR_REQUEST", "incompleteStatusCheck: Not a valid boolean.")


@pytest.mark.parametrize("identifier", ["%00", "a%0Ab", "x" * 257])
def test_identifiers_that_cannot_be_in_an_address(admin, bank, identifier):
    error = ("ERROR_REQUEST", "the address holds what cannot be an identifier")
    assert bank.refused("GET", f"{REGISTRATIONS}/{identifier}") == error
    assert bank.refused("DELETE", f"{REGISTRATIONS}/{identifier}") == error
    assert admin.refused("GET", f"{USERS}/{identifier}") == error
    assert admin.refused("PUT", f"{VERSIONS}/{identifier}", {"supported": True}) == error


@pytest.mark.parametrize(
    ("verb", "path"),
    [("DELETE", USERS), ("PATCH", REGISTRATIONS), ("PUT", REGISTRATIONS), ("POST", ONE), ("GET", f"{ONE}/commit")],
)
def test_methods_that_an_address_does_not_know(admin, bank, verb, path):
    error = whose(admin, bank, path).refused(verb, path, status=405)
    assert error == ("ERROR_REQUEST", "the method is not allowed here")


def test_without_the_engine_nothing_is_created_and_the_caller_is_told_to_come_again(bank):
    new = {"userId": unique(), "appId": bank.app_id}
    response = bank.send("POST", REGISTRATIONS, new)
    assert response.status_code == 503
    error = {"code": "ERROR_INTERNAL_API", "message": "Unable to call upstream service"}
    assert response.json()["responseObject"] == error
    assert int(response.headers["Retry-After"]) > 0
    assert bank.ok("GET", f"{REGISTRATIONS}?userId={new['userId']}") == {"registrations": []}
    [gone] = bank.ok("GET", f"{REGISTRATIONS}?userId={new['userId']}&removed=true")["registrations"]
    assert gone["registrationStatus"] == "REMOVED"
