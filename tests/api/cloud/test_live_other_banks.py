"""Another bank with real ids of this one's: every endpoint of the API refuses, or tells of its own; nothing here has changed."""

import pytest

from tests.api.cloud.client import PREFIX, Cloud
from tests.api.cloud.conftest import with_application
from tests.api.cloud.possessions import Possessions, requests
from tests.api.mobile.conftest import Bank
from tests.e2e.in_clear import http_client


@pytest.fixture(scope="module")
def bank(stack):
    """The attacked one."""
    base_url = stack.settings.base_url
    with http_client(base_url=base_url, timeout=60) as admin, http_client(timeout=60) as phones:
        yield Bank(Cloud(admin, stack.admin), base_url, phones)


@pytest.fixture(scope="module")
def theirs(bank):
    """What the attacked bank has."""
    found = Possessions(bank)
    return found.user, found.waiting, found.ids


def registration(bank, registration_id):
    """As the bank sees it, but for the code's signatures, which are others each time."""
    found = bank.cloud.ok("GET", f"/v2/registrations/{registration_id}")
    signatures = ("activationQrCodeData", "activationCodeSignature", "activationCodeSignatures")
    return {name: value for name, value in found.items() if name not in signatures}


def callbacks(bank, application):
    """As the bank sees them, but for how their server does: nobody listens there, and attempts go on."""
    found = bank.cloud.ok("GET", f"{application}/callbacks")["callbacks"]
    return [{name: value for name, value in one.items() if name != "circuit"} for one in found]


def everything(bank, user, waiting, ids):
    """What the attacked bank and its user see."""
    trail = bank.cloud.ok("GET", "/audit/log", params={"userId": ids["userId"]})["items"]
    application = f"/v2/admin/applications/{ids['appId']}"
    return (
        bank.cloud.ok("GET", f"/v2/operations/{ids['operationId']}"),
        *(registration(bank, one) for one in (ids["registrationId"], waiting)),
        bank.cloud.ok("GET", "/v2/registrations", params={"userId": ids["userId"]}),
        callbacks(bank, application),
        [one["id"] for one in bank.cloud.ok("GET", f"{application}/callbacks/deliveries")["deliveries"]],
        [one for one in trail if one["eventType"] != "token_ok"],  # the phone's own, by which it is asked below
        user.phone.call_with_token("/api/inbox/count", user.token, {}),
        [one["id"] for one in user.waiting()],
    )


def test_another_bank_reads_and_changes_nothing(bank, theirs):
    user, waiting, ids = theirs
    other = with_application(bank.admin)
    before = everything(bank, user, waiting, ids)
    secret = {ids[name] for name in ("operationId", "registrationId", "callbackId", "appId", "nonce")} | {waiting}
    tried = list(requests(ids)) + list(requests({**ids, "registrationId": waiting}))
    for name, verb, address, query, body in tried:
        response = other.send(verb, address, body, params=query)
        told = response.text if response.status_code == 200 else ""
        assert not any(one in told for one in secret), (name, told)
        if "{" in name:
            assert response.status_code == 400, (name, told)
    assert everything(bank, user, waiting, ids) == before


def test_who_is_nobody_reads_and_changes_nothing(bank, theirs):
    user, waiting, ids = theirs
    before = everything(bank, user, waiting, ids)
    for name, verb, address, query, body in requests(ids):
        sent = {} if body is None else {"json": body}
        response = bank.cloud.http.request(verb, PREFIX + address, params=query, **sent)
        assert response.status_code == 401, name
    assert everything(bank, user, waiting, ids) == before
