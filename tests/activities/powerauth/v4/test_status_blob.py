"""Status and counter (`powerauth-protocol-4.md` §5.5, §6.4)."""

from base64 import b64decode

import pytest

from activities.powerauth.status_blob import StatusCode
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.v4.counter import generate, next_value
from activities.powerauth.v4.kmac import kmac256
from activities.powerauth.v4.status_blob import StatusFlag, V4Status, activation_status, counter_hash
from tests.activities.powerauth.v4.published import every, members

KEYS = V4ActivationKeys(bytes(32))


def blob(**changes):
    values = {"code": StatusCode.ACTIVE, "flags": StatusFlag(0), "failed_attempts": 0, "max_failed_attempts": 5}
    status = V4Status(**{**values, "counter": 0, "ctr_data": bytes(32), **changes})
    return b64decode(activation_status(status, keys=KEYS))


@every("status-blob")
def test_official_status(case):
    secret, ctr_data, data = members(case, "keyActivationSecret", "ctrData", "statusData")
    status = V4Status(
        code=StatusCode(case["status"]),
        flags=StatusFlag(case["flags"]),
        failed_attempts=case["failed"],
        max_failed_attempts=case["maxFailed"],
        counter=case["ctrByte"] + 256,
        ctr_data=ctr_data,
        look_ahead=case["lookAhead"],
        version=case["currentVersion"],
        upgrade_version=case["upgradeVersion"],
    )
    assert activation_status(status, keys=V4ActivationKeys(secret), filler=data[8:12]) == case["activationStatus"]


@every("counter")
def test_official_counters(case):
    ctr_data, key = members(case, "ctrData", "keyMacCtrData")
    for following, hashed in zip(case["chain"], case["hashes"], strict=True):
        assert counter_hash(key, ctr_data).hex() == hashed
        ctr_data = next_value(ctr_data)
        assert ctr_data.hex() == following


def test_a_counter_starts_anywhere():
    assert len(generate()) == 32
    assert generate() != generate()


def test_the_status_is_80_bytes_of_which_four_are_random():
    one, other = blob(), blob()
    assert len(one) == 80
    assert one[8:12] != other[8:12]
    assert one[:8] + one[12:48] == other[:8] + other[12:48]
    assert one[48:] == kmac256(KEYS.derive(ActivationKey.MAC_STATUS), one[:48], custom="PA4MAC-STATUS")


@pytest.mark.parametrize(
    ("changes", "place", "byte"),
    [
        ({}, 5, 4),
        ({}, 6, 4),
        ({"version": 3, "flags": StatusFlag.UPGRADE_CONFIRMATION_PENDING}, 5, 3),
        ({"flags": StatusFlag.CONFIRMATION_PENDING | StatusFlag.BIOMETRY}, 7, 9),
        ({"flags": StatusFlag.ALGORITHM_NOT_SUPPORTED}, 7, 4),
        ({"counter": 0x1FE}, 12, 0xFE),
        ({"failed_attempts": 300}, 13, 255),
        ({"max_failed_attempts": 300}, 14, 255),
        ({}, 15, 20),
    ],
)
def test_each_byte_has_its_place(changes, place, byte):
    assert blob(**changes)[place] == byte


def test_the_filler_has_four_bytes():
    status = V4Status(StatusCode.ACTIVE, StatusFlag(0), 0, 5, 0, bytes(32))
    with pytest.raises(ValueError, match="4 bytes"):
        activation_status(status, keys=KEYS, filler=bytes(5))
