"""The status of a registration by version 4.0: what its phone reads in it."""

from base64 import b64decode, b64encode

import pytest

from activities.powerauth.status_blob import StatusCode
from activities.powerauth.v4.activation_keys import ActivationKey
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.kmac import kmac256
from activities.powerauth.v4.status_blob import StatusFlag, counter_hash
from config.clock import now_ms
from tests.activities.device.v4.small_phone import registered

COUNTER = bytes(range(32))
CONFIRMED = {"is_confirmed": True}


def read(bank, phone):
    """The parts of a status, of which the MAC is right."""
    blob = b64decode(bank.devices.v4.statuses.of(phone.id, phone.key))
    data, mac = blob[:48], blob[48:]
    assert mac == kmac256(phone.secret.derive(ActivationKey.MAC_STATUS), data, custom="PA4MAC-STATUS")
    assert data[:4].hex() == "dec0ded4"
    return {
        "status": StatusCode(data[4]).name,
        "versions": (data[5], data[6]),
        "flags": StatusFlag(data[7]),
        "counts": tuple(data[12:16]),
        "counter": data[16:],
    }


@pytest.mark.parametrize(
    ("values", "status"),
    [
        *(({"status": status}, status) for status in ("PENDING_COMMIT", "ACTIVE", "BLOCKED", "REMOVED")),
        ({"status": "PENDING_COMMIT", "expires_ms": 1}, "REMOVED"),
    ],
)
def test_it_tells_the_state_of_now(bank, app, values, status):
    phone, _ = registered(bank, app, keys=CONFIRMED, **values)
    assert read(bank, phone)["status"] == status


def test_it_tells_the_counter_and_the_attempts(bank, app):
    values = {"counter": 258, "failed_attempts": 3, "ctr_data": b64encode(COUNTER).decode()}
    phone, _ = registered(bank, app, keys=CONFIRMED, **values)
    found = read(bank, phone)
    assert found["counts"] == (2, 3, 5, 20)
    assert found["counter"] == counter_hash(phone.secret.derive(ActivationKey.MAC_CTR_DATA), COUNTER)
    assert (found["versions"], found["flags"]) == ((4, 4), StatusFlag(0))


WAITING = {"upgrade_ctr_data": b64encode(COUNTER).decode()}


@pytest.mark.parametrize(
    ("keys", "flags"),
    [
        ({}, StatusFlag.CONFIRMATION_PENDING),
        ({"biometry_enabled": True}, StatusFlag.CONFIRMATION_PENDING | StatusFlag.BIOMETRY),
        (CONFIRMED, StatusFlag(0)),
        (CONFIRMED | {"biometry_enabled": True}, StatusFlag.BIOMETRY),
        (WAITING, StatusFlag.UPGRADE_CONFIRMATION_PENDING),
    ],
)
def test_its_flags_tell_what_waits_and_whether_biometry_is_enabled(bank, app, keys, flags):
    phone, _ = registered(bank, app, keys=keys)
    assert read(bank, phone)["flags"] == flags


def test_an_algorithm_that_is_taken_away_is_told(bank):
    app = bank.application("classical now")
    phone, _ = registered(bank, app, Algorithm.EC_P384_ML_L3, keys=CONFIRMED)
    assert read(bank, phone)["flags"] == StatusFlag(0)
    bank.applications.change(app.application_id, algorithms=[Algorithm.EC_P384])
    assert read(bank, phone)["flags"] == StatusFlag.ALGORITHM_NOT_SUPPORTED


def test_while_an_upgrade_waits_it_is_of_version_3_and_tells_where_the_counter_will_begin(bank, app):
    values = {"protocol": "3.3", "counter": 7, "ctr_data": b64encode(bytes(16)).decode()}
    phone, _ = registered(bank, app, keys=WAITING, **values)
    found = read(bank, phone)
    assert (found["versions"], found["counts"][0]) == ((3, 4), 0)
    assert found["counter"] == counter_hash(phone.secret.derive(ActivationKey.MAC_CTR_DATA), COUNTER)


def test_of_nobody_there_is_none(bank, app):
    assert bank.devices.v4.statuses.of(f"nobody at {now_ms()}", app.application_key) is None
