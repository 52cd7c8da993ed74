"""Over the real servers: the bank's server hears of each change of a registration what it has asked for, signed."""

import pytest
from temporalio.service import RPCError

from api.demo.device.failures import ServerRefused
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.e2e.client import unique
from tests.e2e.histories import kept
from tests.e2e.hooks import EVERYTHING, Listening
from tests.e2e.in_clear import http_client
from tests.e2e.processes import until

# After some attempts that found nobody none is made for a while, and an event that is new then waits for its first one.
NOBODY_THERE = {"CONNECTION_FAILED", "DESTINATION_AWAY"}


@pytest.fixture
def bank(stack):
    with http_client(base_url=stack.settings.base_url, timeout=60) as http:
        yield Bank(Cloud(http, stack.admin), stack.settings.base_url, http)


@pytest.fixture
def hook(bank):
    found = Listening(bank)
    yield found
    found.close()


def test_each_change_is_told_with_what_was_chosen(bank):
    hook = Listening(bank, attributes=[*EVERYTHING, "applicationId", "blockedReason"])
    invited = bank.invite(flags=["VIP"])
    registration_id = invited["registrationId"]
    phone = bank.phone()
    phone.activate(invited["activationQrCodeData"], name="Pocket")
    bank.cloud.ok("POST", f"/v2/registrations/{registration_id}/commit", {})
    bank.change(phone, "BLOCK", blockReason="LOST")
    bank.change(phone, "UNBLOCK")
    phone.rename("Purse")
    phone.remove()
    hook.statuses(registration_id, wanted=5)
    told = {body["activationStatus"]: body for body in hook.of(registration_id)}
    always = {
        "type": "ACTIVATION",
        "activationId": registration_id,
        "userId": bank.of(phone)["userId"],
        "activationName": "Pocket",
        "deviceInfo": "Demo Phone",
        "platform": "android",
        "protocol": "powerauth",
        "activationFlags": ["VIP"],
        "applicationId": bank.cloud.app_id,
    }
    assert len(hook.of(registration_id)) == 5
    assert told == {
        "PENDING_COMMIT": {**always, "activationStatus": "PENDING_COMMIT"},
        "ACTIVE": {**always, "activationStatus": "ACTIVE"},
        "BLOCKED": {**always, "activationStatus": "BLOCKED", "blockedReason": "LOST"},
        "REMOVED": {**always, "activationName": "Purse", "activationStatus": "REMOVED"},
    }
    hook.close()


def test_wrong_pins_block_and_the_bank_hears_it_once(bank, hook):
    phone = bank.registered()
    phone.pin = "0000"
    for _ in range(7):
        with pytest.raises(ServerRefused):
            phone.validate()
    registration_id = phone.registration.activation_id
    assert hook.statuses(registration_id, wanted=3) == ["ACTIVE", "BLOCKED", "PENDING_COMMIT"]
    assert {"type": "ACTIVATION", "activationId": registration_id, "activationStatus": "BLOCKED"} | {
        "blockedReason": "MAX_FAILED_ATTEMPTS"
    } in hook.of(registration_id)


def test_a_registration_that_lapses_is_told_without_any_caller(bank, hook, stack):
    soon = stack.sql("SELECT max(created_ms) AS now FROM application")[0]["now"] + 3000
    registration_id = bank.invite(timestampRegistrationExpire=soon)["registrationId"]
    assert hook.statuses(registration_id, wanted=1) == ["REMOVED"]


def test_a_withdrawn_invitation_is_told(bank, hook):
    registration_id = bank.invite()["registrationId"]
    bank.cloud.ok("DELETE", f"/v2/registrations/{registration_id}")
    assert hook.statuses(registration_id, wanted=1) == ["REMOVED"]


def test_a_server_that_is_away_for_a_while_hears_everything(bank, hook):
    hook.server.stop()
    phone = bank.registered()
    bank.change(phone, "BLOCK")
    registration_id = phone.registration.activation_id
    until(lambda: len([one for one in hook.deliveries("WAITING") if one.get("lastError") in NOBODY_THERE]) == 3)
    hook.server.start()
    assert hook.statuses(registration_id, wanted=3) == ["ACTIVE", "BLOCKED", "PENDING_COMMIT"]
    hook.until_delivered(3)


def test_what_has_failed_is_sent_again(bank):
    hook = Listening(bank, maxAttempts=1)
    hook.server.answer = 500
    phone = bank.registered()
    until(lambda: len(hook.deliveries("FAILED")) == 2)
    assert {(one["attempts"], one["lastError"]) for one in hook.deliveries("FAILED")} == {(1, "HTTP_500")}
    hook.server.answer = 200
    for one in hook.deliveries("FAILED"):
        hook.cloud.ok("POST", f"{hook.path}/deliveries/{one['id']}/send")
    hook.until_delivered(2)
    assert hook.statuses(phone.registration.activation_id, wanted=2) == ["ACTIVE", "PENDING_COMMIT"]
    assert len(hook.server.heard) == 4
    hook.close()


def test_nothing_personal_or_secret_reaches_logs_and_histories(stack, bank):
    canary = unique("canary").replace("-", "")
    hook = Listening(
        bank,
        attributes=EVERYTHING,
        authentication={"type": "BASIC", "username": canary, "password": f"{canary}password"},
    )
    hook.server.stop()
    invited = bank.invite(flags=[canary])
    phone = bank.phone()
    phone.activate(invited["activationQrCodeData"], name=canary)
    bank.cloud.ok("POST", f"/v2/registrations/{invited['registrationId']}/commit", {})
    until(lambda: len([one for one in hook.deliveries("WAITING") if one.get("lastError") in NOBODY_THERE]) == 2)
    ids = [one["id"] for one in hook.deliveries("WAITING")]
    hook.server.start()
    hook.statuses(invited["registrationId"], wanted=2)
    assert canary in str(hook.of(invited["registrationId"]))
    hook.until_delivered(2)
    for delivery_id in ids:
        with pytest.raises(RPCError):  # nor are deliveries among operations
            stack.temporal_call(lambda client, one=delivery_id: kept(client, f"delivery-{one}"))
        for found in stack.temporal_call(
            lambda client, one=delivery_id: kept(client, f"delivery-{one}"), namespace="default-deliveries"
        ):
            for secret in (canary, hook.secret, hook.server.url):
                assert secret.encode() not in found
    stored = str(stack.sql("SELECT payload FROM delivery") + stack.sql("SELECT * FROM callback"))
    for secret in (canary, hook.secret):
        assert secret not in stored
        for name, log in stack.logs().items():
            assert secret not in log, name
    hook.close()
