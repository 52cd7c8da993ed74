"""After a restore, what phones have signed since the backup is not taken again, and the phones go on."""

import pytest

from activities.device.counter_advance import STEPS, advance, count_unused
from activities.powerauth import base64_text
from activities.powerauth.counter import LOOK_AHEAD
from api.demo.device.counter import Counter, CounterStanding, ServerCounter, compare
from tests.activities.device.signed_requests import signed

SAVED_MS = 1_000_000


def saved(home, application, **values):
    """A phone whose registration the backup has, last used before."""
    return home.phone(application, last_used_ms=SAVED_MS, **{"version": "3.2", "protocol": "3.2", **values})


def signed_since(phone, count):
    """What the phone signed since, and the restored database has never seen."""
    return [signed(phone) for _ in range(count)]


def follow(home, phone):
    """The phone asks for its status: how it stands to the server's counter."""
    row = home.row(phone)
    key = phone.registration.transport
    reached = Counter(base64_text.decode(row.ctr_data))
    server = ServerCounter(row.counter & 0xFF, reached.digest(key), LOOK_AHEAD)
    standing, phone.counter = compare(phone.counter, server, key)
    return standing


def test_without_it_a_recorded_signature_is_valid_once_more(home, application):
    phone = saved(home, application)
    recorded = signed_since(phone, 3)
    assert home.devices.signatures.check(recorded[1]).valid


@pytest.mark.parametrize(
    ("since", "standing"),
    [(0, CounterStanding.CAUGHT_UP), (3, CounterStanding.CAUGHT_UP), (STEPS, CounterStanding.IN_STEP)],
)
def test_recorded_signatures_are_refused_and_the_phone_follows_by_its_status(home, application, since, standing):
    phone = saved(home, application)
    recorded = signed_since(phone, since)
    assert list(advance(home.database, SAVED_MS)) == [1]
    assert not any(home.devices.signatures.check(one).valid for one in recorded[:2])
    home.change(phone, failed_attempts=0)
    assert follow(home, phone) is standing
    assert home.devices.signatures.check(signed(phone)).valid


def test_a_counter_of_version_4_is_moved_along_its_own_chain(home, application):
    phone = saved(home, application, version="4.0", protocol="4.0")
    recorded = signed_since(phone, STEPS + 1)
    assert list(advance(home.database, SAVED_MS)) == [1]
    assert not home.devices.signatures.check(recorded[0]).valid
    assert home.devices.signatures.check(recorded[-1]).valid
    assert home.row(phone).counter == STEPS + 1


def test_a_phone_that_has_signed_more_goes_on_by_itself(home, application):
    phone = saved(home, application)
    recorded = signed_since(phone, STEPS + 10)
    list(advance(home.database, SAVED_MS))
    assert home.devices.signatures.check(signed(phone)).valid
    assert not home.devices.signatures.check(recorded[-1]).valid


def test_none_is_moved_twice_nor_one_that_was_used_since(home, application):
    phone, used = saved(home, application), saved(home, application)
    assert home.devices.signatures.check(signed(used)).valid
    assert count_unused(home.database, SAVED_MS) == (1, 0)
    assert list(advance(home.database, SAVED_MS)) == [1]
    assert list(advance(home.database, SAVED_MS)) == []
    assert (home.row(phone).counter, home.row(used).counter) == (STEPS, 1)


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"status": "BLOCKED"}, (1, 0)),
        ({"status": "REMOVED"}, (0, 0)),
        ({"ctr_data": None}, (0, 0)),
        ({"protocol": "3.0"}, (0, 1)),
        ({"protocol": None}, (0, 1)),
    ],
)
def test_only_those_are_moved_that_may_sign_again_and_whose_phones_follow(home, application, values, counted):
    phone = saved(home, application, **values)
    assert count_unused(home.database, SAVED_MS) == counted
    assert sum(advance(home.database, SAVED_MS)) == counted[0]
    assert home.row(phone).counter == STEPS * counted[0]


def test_many_are_moved_in_batches(home, application):
    for _ in range(201):
        saved(home, application)
    assert list(advance(home.database, SAVED_MS)) == [100, 100, 1]
