"""Servers killed around an approval, on PostgreSQL: it is taken once, and the bank hears of it."""

import time

import pytest

from api.demo.device.failures import ServerRefused
from tests.activities.callbacks.server import serving
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import User
from tests.e2e.deaths import VICTIMS, kill, until_done
from tests.e2e.hooks import PATIENCE, hear_operations
from tests.e2e.in_clear import http_client
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until

ALREADY = "OPERATION_ALREADY_FINISHED"


@pytest.fixture
def bank(faulty):
    with http_client(base_url=faulty.settings.base_url, timeout=60) as http:
        yield Bank(Cloud(http, faulty.admin), faulty.settings.base_url, http)


@pytest.fixture
def server(faulty, bank):
    """The bank's own, which is called when an operation has ended."""
    with serving() as found:
        callback = hear_operations(bank, found)
        yield found
        faulty.restore()
        bank.cloud.ok("DELETE", callback)


def approved(user, operation):
    """The phone's user tries again until it hears that the operation is approved, by this attempt or one before."""

    def once():
        try:
            user.authorize(operation)
        except ServerRefused as refused:
            if refused.code != ALREADY:
                raise

    until_done(once)


def told(server, operation):
    """The statuses that the bank heard, each event once, after one was heard."""
    heard = {}

    def came():
        for one in server.heard:
            if one.body.get("operationId") == operation["operationId"]:
                heard[one.headers["Idempotency-Key"]] = one.body["status"]
        return heard

    until(came, seconds=PATIENCE)
    time.sleep(0.3)
    return list(came().values())


@pytest.mark.parametrize("victim", VICTIMS)
def test_an_approval_and_its_callback_survive_a_death(faulty, bank, server, victim):
    user = User(bank)
    operation = user.asked()
    kill(faulty, victim)
    faulty.restore()
    approved(user, operation)
    kill(faulty, victim)
    faulty.restore()
    found = until_done(lambda: user.of(operation))
    assert (found["status"], found["failureCount"]) == ("APPROVED", 0)
    assert told(server, operation) == ["APPROVED"]


def test_an_operation_that_expires_while_nobody_is_there_is_told(faulty, bank, server):
    user = User(bank)
    operation = short_lived(lambda at: user.asked(timestampExpires=at))
    faulty.worker.kill()
    until(lambda: user.of(operation)["status"] == "EXPIRED")
    faulty.restore()
    assert told(server, operation) == ["EXPIRED"]
