"""Whatever is killed right after a change: the bank's server hears of it, and of nothing that did not happen."""

import contextlib
import threading
import time

import httpx
import pytest

from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.e2e.client import unique
from tests.e2e.deaths import until_done
from tests.e2e.hooks import Listening
from tests.e2e.in_clear import http_client
from tests.e2e.processes import until


@pytest.fixture
def bank(faulty):
    with http_client(base_url=faulty.settings.base_url, timeout=60) as http:
        yield Bank(Cloud(http, faulty.admin), faulty.settings.base_url, http)


@pytest.fixture
def hook(bank, faulty):
    found = Listening(bank)
    yield found
    faulty.restore()
    found.close()


@pytest.mark.parametrize("victim", ["api", "worker"])
def test_a_change_is_told_although_its_server_dies_right_after(faulty, bank, hook, victim):
    phone = bank.registered()
    registration_id = phone.registration.activation_id
    for change in ("BLOCK", "UNBLOCK", "REMOVE"):
        key = {"Idempotency-Key": unique("key")}  # the worker that has its workflow may just have died
        until_done(lambda change=change, key=key: bank.change(phone, change, headers=key))
        getattr(faulty, victim).kill()
        faulty.restore()
    assert hook.statuses(registration_id, wanted=5) == ["ACTIVE", "ACTIVE", "BLOCKED", "PENDING_COMMIT", "REMOVED"]


def test_a_change_is_told_although_nobody_could_be_told_to_tell_it(faulty, bank, hook):
    """Temporal is away, and the API that could have tried again is gone: only the row knows."""
    phone = bank.registered()
    registration_id = phone.registration.activation_id
    assert hook.statuses(registration_id, wanted=2) == ["ACTIVE", "PENDING_COMMIT"]
    faulty.temporal.kill()
    bank.change(phone, "BLOCK")
    faulty.api.kill()
    faulty.restore()
    assert hook.statuses(registration_id, wanted=3) == ["ACTIVE", "BLOCKED", "PENDING_COMMIT"]


def test_a_commit_whose_caller_and_api_died_is_told(faulty, bank, hook):
    invited = bank.invite()
    registration_id = invited["registrationId"]
    bank.phone().activate(invited["activationQrCodeData"])
    assert hook.statuses(registration_id, wanted=1) == ["PENDING_COMMIT"]
    faulty.worker.kill()
    with contextlib.suppress(httpx.TransportError), http_client(timeout=0.5) as http:
        url = f"{faulty.settings.base_url}/powerauth-cloud/v2/registrations/{registration_id}/commit"
        http.post(url, json={}, auth=bank.cloud.credentials)
    faulty.api.kill()
    faulty.restore()
    assert hook.statuses(registration_id, wanted=2) == ["ACTIVE", "PENDING_COMMIT"]


def test_a_worker_that_waits_for_a_silent_server_stops_in_time_and_goes_on_later(faulty, bank, hook):
    silence = threading.Event()
    hook.server.answer = lambda _handler: silence.wait(60)
    registration_id = bank.registered().registration.activation_id
    until(lambda: len(hook.of(registration_id)) == 2)
    begun = time.monotonic()
    assert faulty.worker.stop() == 0
    assert time.monotonic() - begun < 30  # the server would be waited for twice as long
    hook.server.answer = 200
    silence.set()
    faulty.restore()
    hook.until_delivered(2)


def test_a_change_that_was_rolled_back_is_not_told(faulty, bank, hook):
    phone = bank.registered()
    registration_id = phone.registration.activation_id
    hook.statuses(registration_id, wanted=2)
    bank.cloud.refused("PUT", f"/v2/registrations/{registration_id}", {"change": "UNBLOCK"})
    faulty.postgres.stop()
    bank.cloud.refused("PUT", f"/v2/registrations/{registration_id}", {"change": "BLOCK"}, status=503)
    faulty.restore()
    assert hook.statuses(registration_id, wanted=3, seconds=4) == ["ACTIVE", "PENDING_COMMIT"]
