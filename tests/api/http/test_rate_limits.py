"""How much a caller may ask for in a minute."""

import os
import time

import pytest

from activities.powerauth.signature_type import SignatureType
from activities.secrets.sealing import Sealer
from api.demo.device.tokens import PhoneToken
from api.http import rate_limits
from api.http.rate_limits import Rate
from config import master_key
from config.too_many import TooMany
from tests.activities.device.conftest import Home
from tests.e2e.client import unique
from tests.lone_settings import lone
from tests.migrated import migrated

STATUS = "/enrollment-server/pa/v3/status"


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = time.monotonic()

    monkeypatch.setattr(rate_limits.time, "monotonic", lambda: Clock.now)
    return Clock


def taken(rate, caller, most=1000):
    """How many requests in a row the caller has."""
    for count in range(most):
        try:
            rate.take(caller)
        except TooMany:
            return count
    return most


def test_a_minutes_worth_may_come_at_once_and_then_one_at_a_time(clock):
    rate, caller = Rate("test", 30), unique()
    assert taken(rate, caller) == 30
    with pytest.raises(TooMany) as refused:
        rate.take(caller)
    assert refused.value.seconds == pytest.approx(2)
    clock.now += 2.001
    assert taken(rate, caller) == 1
    clock.now += 60.001
    assert taken(rate, caller) == 30


def test_callers_and_kinds_are_counted_apart(clock):
    caller = unique()
    assert taken(Rate("one", 5), caller) == 5
    assert taken(Rate("other", 5), caller) == 5
    assert taken(Rate("one", 5), unique()) == 5


def test_without_a_bound_nobody_waits():
    assert taken(Rate("test", 0), unique()) == 1000


def test_processes_that_are_forked_count_together():
    rate, caller = Rate("test", 10), unique()
    child = os.fork()
    if child == 0:
        os._exit(taken(rate, caller, 6))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 6
    assert taken(rate, caller) == 4


def test_a_request_costs_less_than_a_tenth_of_a_millisecond():
    rate, callers = Rate("test", 10_000_000), [unique() for _ in range(10)]
    begun = time.process_time()
    for _ in range(1000):
        for caller in callers:
            rate.take(caller)
    assert (time.process_time() - begun) / 10_000 < 0.0001


@pytest.fixture
def client(tmp_path, new_app):
    settings = lone(home=tmp_path, master_key=master_key.generate(), address_rate=3)
    return new_app(settings).test_client()


def test_an_address_that_asks_too_much_is_told_when_to_come_again(client):
    def ask(address):
        return client.post(STATUS, environ_base={"REMOTE_ADDR": address})

    addresses = [f"2001:db8:{os.getpid() % 65535:x}::{n}" for n in range(1, 5)]  # one network
    assert [ask(address).status_code for address in addresses] == [200, 200, 200, 429]
    refused = ask(addresses[0])
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.json["responseObject"]["code"] == "INVALID_REQUEST"
    assert ask("198.51.100.99").status_code == 200


@pytest.fixture(params=[{"registration_rate": 2, "account_rate": 2}])
def bounded(tmp_path, request, new_app):
    """A phone, a bank and their server, with two requests a minute for each, or as the test says."""
    key = master_key.generate()
    settings = lone(home=tmp_path, master_key=key, **request.param)
    app = new_app(settings)
    services = app.extensions["nextstep"]
    migrated(services.database)
    home = Home(services.database, Sealer.of(key))
    yield app.test_client(), home, services
    services.database.close()


def test_a_registration_that_asks_too_much_waits_and_nobody_else_uses_up_what_it_may_ask(bounded):
    client, home, _ = bounded
    application = home.application()
    phone, other = home.phone(application), home.phone(application)
    tokens = {
        one: home.devices.tokens.create(one.registration.activation_id, SignatureType.POSSESSION)
        for one in (phone, other)
    }

    def ask(phone, **altered):
        token = PhoneToken(tokens[phone].token_id, altered.get("secret", tokens[phone].secret))
        return client.post("/enrollment-server/api/inbox/count", headers=phone.token_header(token)).status_code

    assert [ask(phone, secret=bytes(16)) for _ in range(5)] == [401] * 5
    assert [ask(phone) for _ in range(3)] == [200, 200, 429]
    assert ask(other) == 200


@pytest.mark.parametrize("bounded", [{"user_rate": 3}], indirect=True)
def test_a_user_that_asks_too_much_waits_whatever_phone_he_takes_and_in_this_application_alone(bounded):
    client, home, _ = bounded
    one = home.application()
    phones = [home.phone(one), home.phone(one), home.phone(home.application("other"))]

    def ask(phone):
        token = home.devices.tokens.create(phone.registration.activation_id, SignatureType.POSSESSION)
        header = phone.token_header(PhoneToken(token.token_id, token.secret))
        return client.post("/enrollment-server/api/inbox/count", headers=header)

    assert [ask(phones[n % 2]).status_code for n in range(5)] == [200, 200, 200, 429, 429]
    assert 1 <= int(ask(phones[0]).headers["Retry-After"]) <= 20
    assert ask(phones[2]).status_code == 200


def test_an_account_that_asks_too_much_waits(bounded):
    client, _, services = bounded
    password = services.accounts.create("bank").password

    def ask(password):
        return client.get("/powerauth-cloud/v2/registrations?userId=roman", auth=("bank", password)).status_code

    assert [ask("wrong") for _ in range(3)] == [401] * 3
    assert [ask(password) for _ in range(3)] == [200, 200, 429]
