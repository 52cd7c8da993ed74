"""Arbitrary JSON at every endpoint: whatever comes is answered with a documented status, in the envelope."""

import json
import zlib

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from api.formdata.field_types import KINDS
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, BannerType, ValueFormatType
from tests.api.nextstep.endpoints import WITH_BODY, WITH_QUERY, members
from tests.examples import examples

WORDS = sorted({*AuthMethod, *AuthResult, *AuthStepResult, *KINDS, *ValueFormatType, *BannerType, "CREATE", "UPDATE"})
INNER = [
    "id",
    "name",
    "key",
    "value",
    "type",
    "title",
    "parameters",
    "userInput",
    "amount",
    "currency",
    "extras",
    "config",
]

# Definitions that other tests stand on are neither deleted nor added to.
SHIPPED = {"login", "login_sca", "authorize_payment", "authorize_payment_sca", "RETAIL", "SME"}
DESTRUCTIVE = {"/auth-method/delete": WORDS, "/auth-method": WORDS}

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20) | st.text(max_size=300)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(10**6, 10**15)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(INNER) | texts, inner, max_size=4),
    max_leaves=12,
)


def allowed(path, value):
    """Whether sending `value` leaves alone what the tests share."""
    text = json.dumps(value)
    if path.startswith(("/step/definition", "/operation/config", "/organization")):
        small = isinstance(value, dict) and isinstance(value.get("stepDefinitionId"), int | float)
        return not any(name in text for name in SHIPPED) and not (small and value["stepDefinitionId"] < 1000)
    if path == "/operation/auth-method/config":
        return not any(name in text for name in SHIPPED)
    return not (path in DESTRUCTIVE and any(word in text for word in DESTRUCTIVE[path]))


def requests(path):
    names = members(path)
    known = st.fixed_dictionaries({}, optional=dict.fromkeys(names, values)) if names else st.just({})
    return (known | values).filter(lambda value: allowed(path, value))


relaxed = settings(
    max_examples=examples(60),
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def of_its_own(verb, path):
    """Few examples, other ones for each endpoint: all endpoints together see thousands."""
    return lambda test: settings(relaxed, max_examples=examples(20))(seed(zlib.crc32(f"{verb} {path}".encode()))(test))


@pytest.mark.parametrize(("verb", "path"), WITH_BODY)
def test_any_request(nextstep, verb, path):
    @of_its_own(verb, path)
    @given(requests(path))
    def answered(value):
        response = nextstep.send(verb, path, content=json.dumps({"requestObject": value}).encode())
        assert response.status_code in (200, 400), response.text

    answered()


@pytest.mark.parametrize(
    ("verb", "path"), [("POST", "/operation"), ("PUT", "/operation"), ("PUT", "/operation/formData")]
)
def test_any_bytes(nextstep, verb, path):
    @relaxed
    @given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
    def answered(body):
        assert nextstep.send(verb, path, content=body).status_code == 400

    answered()


@pytest.mark.parametrize(("verb", "path"), WITH_QUERY)
def test_any_query(nextstep, verb, path):
    names = [*members(path), "x"]
    encodable = st.text(st.characters(codec="utf-8"), max_size=300)

    @of_its_own(verb, path)
    @given(st.dictionaries(st.sampled_from(names) | encodable, encodable | st.sampled_from(WORDS), max_size=5))
    def answered(query):
        assert nextstep.ask(verb, path, params=query).status_code in (200, 400)

    answered()


def test_any_operation_id(nextstep):
    """Ids go to Temporal, into SQL and back into JSON."""

    @relaxed
    @given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=256))
    def answered(operation_id):
        new = {"operationName": "login", "operationData": operation_id, "operationId": f"{operation_id}"[:256]}
        response = nextstep.ask("POST", "/operation", new)
        assert response.status_code in (200, 400), response.text
        if response.status_code == 200:
            assert nextstep.detail(new["operationId"])["operationData"] == operation_id

    answered()
