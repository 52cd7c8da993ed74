"""An id of another bank's, among ids of one's own, is answered as one that there is not: nobody learns that there is one."""

import re
import uuid

import pytest

from tests.api.cloud.client import Cloud
from tests.api.cloud.possessions import Possessions, requests
from tests.api.mobile.conftest import Bank
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client

# Users are nobody's: two banks may have one of the same name, each with what is its own.
NAMES = ["operationId", "registrationId", "waiting", "callbackId", "deliveryId", "appId"]


@pytest.fixture(scope="module")
def banks(stack):
    """Two of them, the second of which asks."""
    base_url = stack.settings.base_url
    with http_client(base_url=base_url, timeout=60) as admin, http_client(timeout=60) as phones:
        yield [Possessions(Bank(Cloud(admin, stack.admin), base_url, phones)) for _ in range(2)]


def like_none(name):
    """An id of its form that nobody has."""
    return unique("app") if name == "appId" else str(uuid.uuid4())


def pairs(name, own, theirs, none):
    """Each request that names it, with another's id and with one that there is not, all others being one's own."""
    member = "registrationId" if name == "waiting" else name
    foreign, unknown = (list(requests({**own, member: value})) for value in (theirs, none))
    return [(one, other) for one, other in zip(foreign, unknown, strict=True) if one != other]


def answered(cloud, request, secret):
    """Status and words, whatever the id in them."""
    _, verb, address, query, body = request
    response = cloud.send(verb, address, body, params=query)
    return response.status_code, re.sub(re.escape(secret), "ID", response.text)


@pytest.mark.parametrize("name", NAMES)
def test_another_banks_id_is_answered_as_one_that_there_is_not(banks, name):
    theirs, own = banks
    foreign = theirs.waiting if name == "waiting" else theirs.ids[name]
    none = like_none(name)
    tried = pairs(name, own.ids, foreign, none)
    assert tried, "no endpoint takes it"
    for one, other in tried:
        expected = answered(own.bank.cloud, other, none)
        assert answered(own.bank.cloud, one, foreign) == expected, one
        assert expected[0] == 400 or expected[1] in ('{"registrations":[]}',), (one, expected)
