"""Every API refuses ids of users that look like somebody else's."""

import pytest
from marshmallow import Schema, ValidationError, fields

from activities.accounts.accounts import Accounts
from activities.store.database import Database
from config.vocabulary import Role
from tests.api.applications import new_home
from tests.api.conformance import APIS
from tests.rows import each_row

BAD = ["ro\u202eman", "ro\u200bman", " roman", "roman\t", "noe\u0308l"]


def members(schema, path=""):
    """(path, schema, field's name) of every member that is somebody's id, at any depth."""
    for name, field in schema.fields.items():
        if name in ("user_id", "external_user_id"):
            yield path + field.data_key, schema, name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            found = inner.schema if isinstance(inner.schema, Schema) else inner.schema()
            yield from members(found, f"{path}{field.data_key}.")


TAKEN = [
    (api.name, endpoint.name, path, schema, name)
    for api in APIS
    for endpoint in api.endpoints
    for read in (endpoint.request, endpoint.query)
    if read is not None
    for path, schema, name in members(read)
]


def test_there_are_endpoints_that_take_an_id_of_a_user():
    assert {api for api, *_ in TAKEN} == {"nextstep", "cloud"}  # a phone's user is its registration's
    assert len(TAKEN) > 20


@each_row(("schema", "name"), [(row[3], row[4]) for row in TAKEN], ids=[" ".join(row[:3]) for row in TAKEN])
def test_every_endpoint_refuses_an_id_that_looks_like_anothers(schema, name):
    field = schema.fields[name]
    assert field.deserialize("jana.nováková") == "jana.nováková"
    for bad in BAD:
        with pytest.raises(ValidationError, match=r"Has the character|Has a space|normal form C"):
            field.deserialize(bad)


@pytest.fixture(scope="module")
def client(tmp_path_factory, new_app_of_module):
    """A caller of an application with an account `mobile-bank`."""
    settings = new_home(tmp_path_factory.mktemp("home"))
    database = Database(settings.store_url)
    passwords = {}
    for name, role in (("mobile-bank", "ROLE_USER"), ("admin", "ROLE_ADMIN")):
        passwords[name] = Accounts(database).create(name, Role(role)).password
    database.close()
    client = new_app_of_module(settings).test_client()
    client.accounts = {name: (name, password) for name, password in passwords.items()}
    return client


@pytest.mark.parametrize("bad", BAD)
def test_each_api_says_so_in_its_own_words(client, bad):
    answer = client.post("/powerauth-nextstep/user/operation/list", json={"requestObject": {"userId": bad}})
    error = answer.json["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "REQUEST_VALIDATION_FAILED")
    assert error["violations"][0]["fieldName"] == "requestObject.userId"
    answer = client.get(
        "/powerauth-cloud/v2/registrations", query_string={"userId": bad}, auth=client.accounts["mobile-bank"]
    )
    error = answer.json["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "ERROR_REQUEST")
    assert error["message"].startswith("userId: ")


@pytest.mark.parametrize("name", ["engine", "device", "bank", "operator", "nobody", "Engine", "BANK"])
def test_no_account_is_called_as_the_audit_calls_its_actors(client, name):
    answer = client.post("/powerauth-cloud/admin/users", json={"username": name}, auth=client.accounts["admin"])
    error = answer.json["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "ERROR_REQUEST")
    assert error["message"] == "username: The audit calls somebody else so."


def test_no_two_accounts_differ_in_capitals_only(client):
    answer = client.post(
        "/powerauth-cloud/admin/users", json={"username": "Mobile-Bank"}, auth=client.accounts["admin"]
    )
    assert (answer.status_code, answer.json["responseObject"]["code"]) == (400, "ERROR_ADMIN")
    assert answer.json["responseObject"]["message"] == "User already exists"
