"""A registration whose servers are killed at each of its steps, on PostgreSQL: the phone and the bank try again, and it works."""

import signal

import pytest

from api.demo.device.failures import ServerRefused
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.e2e.deaths import VICTIMS, kill, until_done
from tests.e2e.in_clear import http_client
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until


@pytest.fixture
def house(faulty):
    """A bank at the faulty stack."""
    with http_client(base_url=faulty.settings.base_url, timeout=60) as http:
        yield Bank(Cloud(http, faulty.admin), faulty.settings.base_url, http)


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_registration_survives_a_death_before_each_step(faulty, house, victim):
    invited = house.invite()
    phone = house.phone(version="3.1")
    kill(faulty, victim)
    faulty.restore()
    try:
        until_done(lambda: phone.activate(invited["activationCode"]))
    except ServerRefused as late:
        if late.code != "ERR_ACTIVATION":
            raise
        # The exchange was taken and its answer lost: a code serves once, so the bank invites again.
        invited = house.invite()
        until_done(lambda: phone.activate(invited["activationCode"]))
    path = f"/v2/registrations/{invited['registrationId']}"
    kill(faulty, victim)
    faulty.restore()
    until_done(lambda: house.cloud.ok("POST", f"{path}/commit", {}, headers={"Idempotency-Key": path}))
    removal = {"Idempotency-Key": f"{path}/removal"}
    assert house.of(phone)["registrationStatus"] == "ACTIVE"
    kill(faulty, victim)
    faulty.restore()
    until_done(phone.validate)
    until_done(lambda: house.change(phone, "REMOVE", headers=removal))
    assert house.of(phone)["registrationStatus"] == "REMOVED"


def test_a_worker_that_dies_over_a_key_exchange_does_not_lose_it(faulty, house):
    """The worker takes the task and never ends it; the phone hears 503, tries again with a new key, and one key is kept."""
    invited = house.invite()
    faulty.worker.send(signal.SIGSTOP)
    first = house.phone(version="3.1")
    with pytest.raises(ServerRefused) as refused:
        first.activate(invited["activationCode"])
    assert (refused.value.status, refused.value.code) == (503, "REMOTE_COMMUNICATION_ERROR")
    faulty.worker.kill()
    faulty.worker.start()
    faulty.wait_ready()
    second = house.phone(version="3.1")
    try:
        until_done(lambda: second.activate(invited["activationCode"]))
    except ServerRefused as late:
        if late.code != "ERR_ACTIVATION":  # the first exchange arrived after all
            raise
    seen = house.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == "PENDING_COMMIT"
    [row] = faulty.sql("SELECT * FROM registration WHERE registration_id = :id", id=invited["registrationId"])
    assert row["device_public_key"]
    assert row["ctr_data"]
    assert not faulty.sql("SELECT * FROM key_exchange WHERE registration_id = :id", id=invited["registrationId"])


def test_a_registration_lapses_though_nobody_was_there(faulty, house):
    invited = short_lived(lambda at: house.invite(timestampRegistrationExpire=at))
    faulty.worker.kill()
    path = f"/v2/registrations/{invited['registrationId']}"
    until(lambda: house.cloud.ok("GET", path)["registrationStatus"] == "REMOVED")
    faulty.restore()

    def stored():
        [row] = faulty.sql("SELECT status FROM registration WHERE registration_id = :id", id=invited["registrationId"])
        return row["status"]

    until(lambda: stored() == "REMOVED", faulty.worker, pause=0.3)
