"""After a restore, what phones have signed since the backup is not taken again, and the phones go on."""

import pytest

from activities.device.counter_advance import STEPS, advance, count_unused
from activities.device.unauthorized import Unauthorized
from activities.powerauth import base64_text
from activities.powerauth.counter import LOOK_AHEAD
from activities.powerauth.v4.activation_keys import ActivationKey
from activities.powerauth.v4.status_blob import StatusFlag, counter_hash
from api.demo.device.counter import Counter, CounterStanding, ServerCounter, compare
from tests.activities.device.signed_requests import signed
from tests.activities.device.v4.upgrading_phone import CONFIRM, UpgradingPhone

SAVED_MS = 1_000_000
UPGRADING = StatusFlag.UPGRADE_CONFIRMATION_PENDING | StatusFlag.BIOMETRY


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


class Upgraded:
    """A phone whose upgrade the backup has started and not confirmed; what it sent since, of which the first confirmed it."""

    def __init__(self, home, application, since):
        self.home, self.phone = home, UpgradingPhone(home, application)
        self.new = self.phone.start()
        confirmation = [self.phone.sign(self.new, CONFIRM, factors="possession")]
        self.recorded = [*confirmation, *(self.phone.sign(self.new, "/pa/auth/validate") for _ in range(since))]
        home.change(self.phone.old, last_used_ms=SAVED_MS)

    def confirms(self, call):
        """Whether it goes over to version 4 by this call."""
        try:
            return self.home.devices.upgrades.confirm(call).valid
        except Unauthorized:
            return False

    def follow(self, ahead):
        """The phone asks for its status, which tells where the server is: so far ahead of it."""
        told = base64_text.decode(
            self.home.devices.v4.statuses.of(self.phone.id, self.phone.application.application_key)
        )
        reached = self.new.counter.advance(max(0, ahead))
        hashed = counter_hash(self.new.secret.derive(ActivationKey.MAC_CTR_DATA), reached.data)
        assert (told[5], StatusFlag(told[7]), told[12]) == (3, UPGRADING, STEPS)
        assert (told[16:48] == hashed) is (ahead >= 0)
        self.new.counter = reached


def test_without_it_a_recorded_upgrade_and_what_follows_it_are_valid_once_more(home, application):
    upgraded = Upgraded(home, application, since=3)
    assert upgraded.confirms(upgraded.recorded[0])
    assert home.devices.signatures.check(upgraded.recorded[2]).valid


@pytest.mark.parametrize("since", [0, 3, STEPS - 1, STEPS + 5])
def test_the_counter_of_an_upgrade_that_waits_is_moved_on_and_its_phone_follows(home, application, since):
    upgraded = Upgraded(home, application, since)
    assert list(advance(home.database, SAVED_MS)) == [1]
    assert not upgraded.confirms(upgraded.recorded[0])
    upgraded.follow(ahead=STEPS - len(upgraded.recorded))
    assert upgraded.confirms(upgraded.phone.sign(upgraded.new, CONFIRM, factors="possession"))
    assert not any(home.devices.signatures.check(one).valid for one in upgraded.recorded[-3:])
    assert upgraded.phone.proves(upgraded.new)
    row, keys = home.row(upgraded.new), home.v4_keys(upgraded.new)
    assert (row.protocol, row.counter) == ("4.0", max(STEPS, since + 1) + 2)
    assert keys.upgrade_position is None


def test_an_upgrade_that_waits_is_moved_on_by_each_restore(home, application):
    upgraded = Upgraded(home, application, since=0)
    for moment in (SAVED_MS, SAVED_MS + 10):
        home.change(upgraded.phone.old, last_used_ms=moment)
        assert list(advance(home.database, moment)) == [1]
    assert home.v4_keys(upgraded.new).upgrade_counter == 2 * STEPS
    upgraded.phone.old.counter = upgraded.phone.old.counter.advance(2 * STEPS)
    new = upgraded.phone.start()
    assert home.v4_keys(new).upgrade_position == (base64_text.encode(new.counter.data), 0)
    upgraded.phone.confirm(new)
    assert home.row(new).counter == 1


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


@pytest.mark.exhaustive
def test_many_are_moved_in_batches(home, application):
    for _ in range(201):
        saved(home, application)
    assert list(advance(home.database, SAVED_MS)) == [100, 100, 1]
