"""The codec server: operators see what Temporal keeps encrypted, by its UI and its command line, and nobody else does."""

import base64
import json

import pytest
from temporalio.api.common.v1 import Payload

from activities.secrets.payload_cipher import PayloadCipher
from config import master_key
from config.vocabulary import Role
from tests.api.applications import new_home
from tests.api.audited import audit_rows
from tests.e2e.client import unique
from tests.lone_settings import lone
from workflows.temporal.payload_encryption import EncryptingCodec

ADMIN = ("admin", "the administrator's own")
UI = "https://temporal.bank.test"
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'{"user": "canary"}')


@pytest.fixture(scope="module")
def app(tmp_path_factory, new_app_of_module):
    settings = new_home(
        tmp_path_factory.mktemp("codec"),
        payload_encryption=True,
        codec_endpoint=True,
        temporal_ui=f"{UI}/ui",
        login_attempts=100_000,
    )
    app = new_app_of_module(settings)
    app.extensions["nextstep"].accounts.bootstrap(*ADMIN)
    return app


@pytest.fixture
def codec(app):
    return EncryptingCodec(PayloadCipher(*app.extensions["nextstep"].settings.master_keys), encrypts=True)


def as_json(payload):
    encoded = base64.b64encode
    return {
        "metadata": {name: encoded(value).decode() for name, value in payload.metadata.items()},
        "data": encoded(payload.data).decode(),
    }


def ask(app, which, body, *, account=ADMIN, origin=None, **headers):
    given = {"X-Namespace": "default", **({"Origin": origin} if origin else {}), **headers}
    if account:
        given["Authorization"] = "Basic " + base64.b64encode(":".join(account).encode()).decode()
    data = body if isinstance(body, bytes) else json.dumps({"payloads": body}).encode()
    address = f"/codec/{which}?preserveStorageRefs=true"
    return app.test_client().post(address, data=data, content_type="application/json", headers=given)


def audited(app):
    """Who decrypted, and what the trail says of it."""
    return [(row["actor"], row["event_data"]) for row in audit_rows(app, "PAYLOAD_DECRYPT")]


def test_what_is_encrypted_is_read_beside_what_is_not(app, codec):
    response = ask(app, "decode", [as_json(one) for one in [*codec.as_written([PLAIN]), PLAIN]])
    assert response.status_code == 200
    assert response.json == {"payloads": [as_json(PLAIN), as_json(PLAIN)]}
    assert response.headers["Cache-Control"] == "no-store"


def test_what_an_operator_sends_is_encrypted(app, codec):
    [sent] = ask(app, "encode", [as_json(PLAIN)]).json["payloads"]
    assert base64.b64decode(sent["metadata"]["encoding"]) == b"binary/encrypted"
    assert ask(app, "decode", [sent]).json == {"payloads": [as_json(PLAIN)]}


def test_the_audit_has_who_saw_how_many_and_nothing_of_them(app, codec):
    before = len(audited(app))
    ask(app, "decode", [as_json(one) for one in [*codec.as_written([PLAIN, PLAIN]), PLAIN]])
    ask(app, "decode", [as_json(PLAIN)])
    ask(app, "encode", [as_json(PLAIN)])
    assert audited(app)[before:] == [("admin", 'POST\n/decode\n{"payloads":2}')]


@pytest.mark.parametrize("account", [None, ("admin", "wrong"), ("nobody", "x")])
@pytest.mark.parametrize("which", ["decode", "encode"])
def test_whoever_does_not_say_who_he_is_sees_nothing(app, codec, which, account):
    response = ask(app, which, [as_json(*codec.as_written([PLAIN]))], account=account)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic ")
    assert "payloads" not in response.text


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ADMIN, 200), (Role.OPERATOR, 200), (Role.READER, 403), (Role.USER, 401)]
)
@pytest.mark.parametrize("which", ["decode", "encode"])
def test_operators_and_administrators_see_it(app, codec, which, role, status):
    made = app.extensions["nextstep"].accounts.create(unique("account"), role)
    account = (made.account.username, made.password)
    response = ask(app, which, [as_json(*codec.as_written([PLAIN]))], account=account, origin=UI)
    assert response.status_code == status
    assert ("payloads" in response.json) == (status == 200)
    assert response.headers["Access-Control-Allow-Origin"] == UI


def test_a_browser_signs_in_with_the_account(app):
    client = app.test_client()
    assert client.get("/codec").headers["WWW-Authenticate"].startswith("Basic ")
    assert client.get("/codec", auth=ADMIN).json["status"] == "OK"


ALLOWED = {"Access-Control-Allow-Origin": UI, "Access-Control-Allow-Credentials": "true"}


def test_the_ui_s_pages_may_ask_with_their_user_s_credentials(app, codec):
    client = app.test_client()
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-namespace"}
    preflight = client.options("/codec/decode", headers={"Origin": UI, **asked})
    assert (preflight.status_code, preflight.data) == (204, b"")
    assert ALLOWED.items() <= dict(preflight.headers).items()
    allowed = {one.strip().lower() for one in preflight.headers["Access-Control-Allow-Headers"].split(",")}
    assert allowed == {"authorization", "authorization-extras", "content-type", "x-namespace"}
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    response = ask(app, "decode", [as_json(*codec.as_written([PLAIN]))], origin=UI)
    assert response.json == {"payloads": [as_json(PLAIN)]}
    assert {**ALLOWED, "Vary": "Origin"}.items() <= dict(response.headers).items()


@pytest.mark.parametrize(
    ("body", "account", "status"), [([], ("admin", "wrong"), 401), (b"{", ADMIN, 400), (b"[]", ADMIN, 400)]
)
def test_the_ui_reads_why_it_was_refused(app, body, account, status):
    """Else it takes a refusal for a server that is away, and asks again."""
    response = ask(app, "decode", body, account=account, origin=UI)
    assert response.status_code == status
    assert ALLOWED.items() <= dict(response.headers).items()


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://temporal.bank.test", f"{UI}:8443", f"{UI}.evil.test", f"{UI}/ui"]
)
def test_pages_of_other_origins_get_nothing(app, codec, origin):
    before = len(audited(app))
    preflight = app.test_client().options("/codec/decode", headers={"Origin": origin})
    response = ask(app, "decode", [as_json(*codec.as_written([PLAIN]))], origin=origin)
    assert response.status_code == 400
    for one in (preflight, response):
        assert not any(name.startswith("Access-Control") for name, _ in one.headers)
    assert len(audited(app)) == before


def test_without_a_ui_no_page_may_ask_and_the_command_line_may(tmp_path, new_app):
    app = new_app(new_home(tmp_path, codec_endpoint=True))
    app.extensions["nextstep"].accounts.bootstrap(*ADMIN)
    assert ask(app, "decode", [as_json(PLAIN)]).json == {"payloads": [as_json(PLAIN)]}
    assert ask(app, "decode", [as_json(PLAIN)], origin="https://temporal.bank.test").status_code == 400
    assert (
        "Access-Control-Allow-Origin" not in app.test_client().options("/codec/decode", headers={"Origin": ""}).headers
    )


def test_it_is_not_there_unless_it_is_said(tmp_path, new_app):
    app = new_app(new_home(tmp_path, payload_encryption=True))
    assert ask(app, "decode", [as_json(PLAIN)]).status_code == 404


def test_a_missing_key_is_named(app):
    foreign = EncryptingCodec(PayloadCipher(master_key.generate()), encrypts=True).as_written([PLAIN])
    before = len(audited(app))
    response = ask(app, "decode", [as_json(*foreign), as_json(PLAIN)])
    assert response.status_code == 400
    under = foreign[0].metadata["encryption-key-id"].decode()
    assert f"under the master key {under}" in response.json["responseObject"]["message"]
    assert len(audited(app)) == before


BAD = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "payloads of another kind": b'{"payloads": 1}',
    "a number for bytes": b'{"payloads": [{"data": 1}]}',
    "metadata of another kind": b'{"payloads": [{"metadata": []}]}',
    "a member twice": b'{"payloads": [], "payloads": []}',
    "no UTF-8": b'{"payloads": "\xff"}',
    "deep": b'{"payloads": ' + b"[" * 100 + b"]" * 100 + b"}",
    "many": json.dumps({"payloads": [{}] * 1001}).encode(),
    "a changed text": json.dumps(
        {"payloads": [as_json(Payload(metadata={"encoding": b"binary/encrypted", "encryption-key-id": b"\xff"}))]}
    ).encode(),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
@pytest.mark.parametrize("which", ["decode", "encode"])
def test_what_is_no_request_is_refused(app, which, body):
    response = ask(app, which, body)
    if which == "encode" and b"YmluYXJ5L2VuY3J5cHRlZA==" in body:
        assert response.status_code == 200
        return
    assert (response.status_code, response.json["responseObject"]["code"]) == (400, "ERROR_REQUEST")


@pytest.mark.parametrize("number", ["1.5", "1e999999999", "1E+9", "0.0"])
def test_a_number_that_is_no_integer_is_refused_before_anybody_writes_it_out(app, monkeypatch, number):
    monkeypatch.setattr("api.codec.endpoints.ParseDict", lambda *_, **__: pytest.fail("the library was given it"))
    for body in (
        f'{{"payloads":[{{"externalPayloads":[{{"sizeBytes":{number}}}]}}]}}',
        f'{{"payloads":{number}}}',
        f'{{"unknown":[[{number}]]}}',
    ):
        response = ask(app, "decode", body.encode())
        assert (response.status_code, response.json["responseObject"]["code"]) == (400, "ERROR_REQUEST")


def test_sizes_of_what_is_kept_elsewhere_are_integers_or_texts(app):
    for size in ("7", '"7"'):
        body = f'{{"payloads":[{{"externalPayloads":[{{"sizeBytes":{size}}}]}}]}}'.encode()
        assert ask(app, "decode", body).json == {"payloads": [{"externalPayloads": [{"sizeBytes": "7"}]}]}


def test_bodies_are_json_and_bounded(app):
    address, auth = "/codec/decode", ADMIN
    client = app.test_client()
    assert client.post(address, data=b"{}", content_type="text/plain", auth=auth).status_code == 415
    assert client.post(address, data=b" " * (1 << 21), content_type="application/json", auth=auth).status_code == 413


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("", ""),
        ("http://127.0.0.1:8233", "http://127.0.0.1:8233"),
        ("https://ui.bank.test/temporal", "https://ui.bank.test"),
        ("https://UI.bank.test:443", "https://ui.bank.test"),
        ("http://ui.bank.test:80/", "http://ui.bank.test"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
    ],
)
def test_the_ui_s_origin_is_told_as_browsers_tell_it(address, origin):
    assert lone(temporal_ui=address).temporal_ui_origin == origin
