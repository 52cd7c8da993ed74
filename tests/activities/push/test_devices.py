"""Devices that take pushes: one token a registration, one registration a token (`mobile-and-cloud.md` §5.1)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.push.devices import open_device
from activities.secrets.sealing import Unsealable
from activities.store import push_devices, registrations
from config.clock import now_ms
from config.refused import Refused
from config.vocabulary import PushEnvironment, PushPlatform, RegistrationStatus

APNS, FCM = PushPlatform.APNS, PushPlatform.FCM
DEVELOPMENT = PushEnvironment.DEVELOPMENT

# What was registered before, by registration; what the registration `a` registers; what there is then.
UPSERTS = {
    "the first": ({}, ("one", APNS, None), {"a": ("one", APNS, None)}),
    "the same again": ({"a": ("one", APNS, None)}, ("one", APNS, None), {"a": ("one", APNS, None)}),
    "the same with its environment": (
        {"a": ("one", APNS, None)},
        ("one", APNS, DEVELOPMENT),
        {"a": ("one", APNS, DEVELOPMENT)},
    ),
    "the environment is known no longer": (
        {"a": ("one", APNS, DEVELOPMENT)},
        ("one", APNS, None),
        {"a": ("one", APNS, None)},
    ),
    "another token": ({"a": ("one", APNS, None)}, ("two", FCM, None), {"a": ("two", FCM, None)}),
    "a token of another registration": ({"b": ("one", APNS, None)}, ("one", APNS, None), {"a": ("one", APNS, None)}),
    "another's token in place of an own one": (
        {"a": ("one", APNS, None), "b": ("two", APNS, None)},
        ("two", APNS, None),
        {"a": ("two", APNS, None)},
    ),
    "a token of another application": (
        {"x": ("one", APNS, None)},
        ("one", APNS, None),
        {"a": ("one", APNS, None), "x": ("one", APNS, None)},
    ),
    "others stay": (
        {"b": ("two", FCM, None)},
        ("one", APNS, None),
        {"a": ("one", APNS, None), "b": ("two", FCM, None)},
    ),
}


@pytest.mark.parametrize("name", UPSERTS)
def test_what_a_registration_leads_to(bank, name):
    before, new, after = UPSERTS[name]
    ids = {
        "a": bank.registration(),
        "b": bank.registration(user_id="jana"),
        "x": bank.registration(application_id="other"),
    }
    for who, (token, platform, environment) in before.items():
        bank.register(ids[who], token, platform, environment)
    bank.register(ids["a"], *new)
    found = {}
    for who, registration_id in ids.items():
        stored = bank.stored(registration_id)
        if stored is not None:
            device = open_device(stored, bank.sealer)
            found[who] = (device.token, device.platform, device.environment)
    assert found == after


def test_whose_device_it_is(bank):
    registration_id = bank.registration(user_id="jana", application_id="other", token="a-token")
    stored = bank.stored(registration_id)
    assert (stored.user_id, stored.application_id) == ("jana", "other")
    assert "a-token" not in stored.token + stored.token_digest + repr(open_device(stored, bank.sealer))


def test_a_token_opens_for_its_own_registration_only(bank):
    first, second = (bank.stored(bank.registration(token=token)) for token in ("one", "two"))
    with pytest.raises(Unsealable):
        open_device(push_devices.StoredDevice(**{**as_dict(first), "token": second.token}), bank.sealer)


def as_dict(stored):
    return {name: getattr(stored, name) for name in stored.__slots__}


@pytest.mark.parametrize("status", ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED", "REMOVED"])
def test_only_what_is_not_removed_has_a_device(bank, status):
    registration_id = bank.registration(status=status)
    if status == "REMOVED":
        with pytest.raises(Refused) as caught:
            bank.register(registration_id, "one")
        assert caught.value.reason == "REGISTRATION_NOT_FOUND"
        assert bank.stored(registration_id) is None
    else:
        bank.register(registration_id, "one")
        assert bank.stored(registration_id)


def test_an_unknown_registration_has_no_device(bank):
    with pytest.raises(Refused) as caught:
        bank.register("unknown", "one")
    assert caught.value.reason == "REGISTRATION_NOT_FOUND"


@pytest.mark.parametrize(("status", "stays"), [("BLOCKED", True), ("REMOVED", False)])
def test_a_removed_registration_loses_its_token(bank, status, stays):
    registration_id, other = bank.registration(token="one"), bank.registration(token="two")
    with bank.database.write() as session:
        row = registrations.lock(session, registration_id)
        registrations.alter(session, row, RegistrationStatus(status), reason=None, failed_attempts=0, now_ms=now_ms())
    assert (bank.stored(registration_id) is not None) is stays
    assert bank.stored(other)


def test_a_dead_token_is_forgotten_and_one_that_came_meanwhile_is_not(bank):
    registration_id, other = bank.registration(token="one"), bank.registration(token="two")
    dead = bank.stored(registration_id)
    bank.register(registration_id, "three")
    with bank.database.write() as session:
        push_devices.delete_token(session, dead)
    assert bank.stored(registration_id)
    with bank.database.write() as session:
        push_devices.delete_token(session, bank.stored(registration_id))
    assert bank.stored(registration_id) is None
    assert bank.stored(other)


def test_of_many_that_bring_one_token_one_keeps_it(bank):
    ids = [bank.registration() for _ in range(12)]
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda registration_id: bank.register(registration_id, "one"), ids * 2))
    assert sum(bank.stored(registration_id) is not None for registration_id in ids) == 1


def test_who_can_be_reached(bank):
    mine = {
        "active": bank.registration(token="one"),
        "without": bank.registration(),
        "elsewhere": bank.registration(application_id="other", token="one"),
    }
    for status in ("CREATED", "PENDING_COMMIT", "BLOCKED", "REMOVED"):
        bank.registration(status=status)
    bank.registration(user_id="jana", token="two")

    def found(*applications):
        with bank.database.read() as session:
            reachable = push_devices.list_reachable(session, "roman", applications)
        names = {registration_id: name for name, registration_id in mine.items()}
        return {names[one.registration_id]: one.has_token for one in reachable}

    assert found("mtoken") == {"active": True, "without": False}
    assert found("mtoken", "other") == {"active": True, "without": False, "elsewhere": True}
    assert found("unknown") == found() == {}
