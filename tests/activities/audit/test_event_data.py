"""What rows repeat of requests: METHOD, resource id, body; never a secret, never more than fits."""

import json

import pytest

from activities.audit.event_data import MAX_CHARACTERS, event_data, format_details, without_secrets

DOCUMENT_004 = b'{"requestObject":{"id":"82b98a73-5402-4f08-98a2-78b75015dafd","reason":"UNKNOWN"}}'


def test_the_lines_are_those_of_document_004():
    said = event_data("POST", "/operation/cancel", without_secrets(DOCUMENT_004))
    assert said == f"POST\n/operation/cancel\n{DOCUMENT_004.decode()}"


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{ "requestObject" : {} }', b'{"n":1.50,"d":"A1*A1000.23EUR","k":"\\u00e9"}', b'{"otp":null,"pin":""}'],
)
def test_a_body_without_secrets_is_repeated_to_the_byte(body):
    assert without_secrets(body) == body.decode()


SECRET = "c4n4ry"
PLACES = [
    {"otp": SECRET}, {"requestObject": {"proximityCheck": {"otp": SECRET}}}, {"requestObject": {"token": SECRET}},
    {"pin": SECRET}, {"PIN": 94321}, {"userPassword": SECRET}, {"pass_word": SECRET, "x": [{"password": [SECRET]}]},
    {"tokenSecret": {"a": SECRET}}, {"private-key": SECRET}, {"totpSeed": SECRET}, {"credentials": {"name": SECRET}},
    {"list": [{"deep": [{"apiKey": SECRET}]}]}, {"Puk": SECRET}, {"activationOtp": SECRET}, {"cvv": 94321},
]  # fmt: skip


@pytest.mark.parametrize("said", PLACES, ids=json.dumps)
def test_members_that_may_be_secrets_are_hidden_wherever_they_stand(said):
    kept = without_secrets(json.dumps({"id": "7", **said}).encode())
    assert SECRET not in kept
    assert "94321" not in kept
    assert "***" in kept
    assert json.loads(kept)["id"] == "7"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"", ""),
        (SECRET.encode(), "(6 bytes)"),
        (f'"{SECRET}"'.encode(), "(8 bytes)"),
        (f'["{SECRET}"]'.encode(), "(10 bytes)"),
        (b"\xff\x00", "(2 bytes)"),
        (f'{{"a":1,"a":"{SECRET}"}}'.encode(), "(20 bytes)"),
        (b'{"a":"' + b"x" * 20_000 + b'"}', "(20008 bytes)"),
        (f"a={SECRET}&otp={SECRET}".encode(), "a=***&otp=***"),
        (f"{SECRET}".encode() + b"&=", "(8 bytes)"),
    ],
)
def test_what_cannot_be_looked_through_is_told_by_its_size(body, kept):
    assert without_secrets(body) == kept


def test_it_is_bounded_after_secrets_are_hidden():
    body = json.dumps({"text": "x" * 9000, "otp": SECRET}).encode()
    said = event_data("POST", "/r", without_secrets(body))
    assert len(said) == MAX_CHARACTERS
    assert said.endswith("…")
    assert SECRET not in said


def test_details_are_json_and_nothing_where_there_are_none():
    assert (format_details({"name": "Žluťoučký"}), format_details({})) == ('{"name":"Žluťoučký"}', "")
