"""How registrations stand in Temporal's lists once they have ended."""

import pytest

from tests.workflows.closed import Closed
from tests.workflows.registration.running import running
from tests.workflows.registration.terms import WRONG
from workflows.temporal.identifiers import of_registration
from workflows.temporal.search_attributes import REASON, STATUS


@pytest.fixture
def engine(live_engine):
    return live_engine


async def activate(engine):
    registration = await running(engine)
    await registration.exchange(noted=True)
    await registration.commit()
    return registration


async def remove(engine):
    registration = await running(engine)
    await registration.remove()
    return registration


async def remove_exchanged(engine):
    registration = await running(engine)
    await registration.exchange(noted=True)
    await registration.remove()
    return registration


async def interrupt(engine):
    registration = await running(engine)
    await registration.handle.cancel()
    return registration


async def guess(engine):
    registration = await running(engine, otp_hash="a hash", max_failed_attempts=2, commit_phase="ON_KEY_EXCHANGE")
    for _ in range(2):
        await registration.exchange(WRONG)
    return registration


async def send_no_key(engine):
    registration = await running(engine)
    await registration.exchange(key_is_valid=False)
    return registration


@pytest.mark.parametrize(
    ("end", "status", "reason", "closed", "words"),
    [
        (activate, "ACTIVE", None, "COMPLETED", "a device was bound to its user"),
        (remove, "REMOVED", "removed", "CANCELED", None),
        (remove_exchanged, "REMOVED", "removed", "CANCELED", None),
        (interrupt, "REMOVED", "INTERRUPTED", "CANCELED", None),
        (guess, "REMOVED", "OTP_MAX_FAILED_ATTEMPTS", "FAILED", "2 one-time passwords were wrong; no attempt is left"),
        (send_no_key, "REMOVED", "INVALID_DEVICE_KEY", "FAILED", "the device's public key was not valid"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
async def test_each_end_is_told_by_the_list_and_explained(engine, end, status, reason, closed, words):
    registration = await end(engine)
    found = await registration.closed()
    described = await registration.handle.describe()
    told = described.typed_search_attributes
    assert (described.workflow_type, registration.row.status) == ("Registration", status)
    assert (told.get(STATUS), told.get(REASON)) == (status, reason)
    assert (
        found
        == {
            "COMPLETED": Closed("COMPLETED", result={"status": status, "explanation": words}),
            "CANCELED": Closed("CANCELED"),
            "FAILED": Closed("FAILED", reason, words),
        }[closed]
    )


async def test_the_audit_knows_which_operator_canceled(engine):
    registration = await running(engine)
    await engine.cancel_as("eva@desk", of_registration(registration.id))
    assert (await registration.closed()).status == "CANCELED"
    rows = [row for row in engine.audited() if row["registration_id"] == registration.id]
    found = [(row["actor"], row["action"], row["result"]) for row in rows]
    assert found == [("operator:eva@desk", "REGISTRATION", "INTERRUPTED")]
