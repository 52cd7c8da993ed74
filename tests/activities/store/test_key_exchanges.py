"""What devices sent: kept under its own name until the registration's workflow has said who won."""

from activities.store import key_exchanges, registrations
from tests.activities.store.registration_rows import exchange, registration


def note(database, *exchanges):
    with database.write() as session:
        for one in exchanges:
            key_exchanges.record(session, one)


def names(database, registration_id="one"):
    """Of three, those that are noted."""
    with database.read() as session:
        return [
            name for name in ("a", "b", "c") if key_exchanges.find_content(session, registration_id, name) is not None
        ]


def test_an_exchange_brings_what_the_device_sent(database):
    note(database, exchange("a", name=None, protocol="3.2"))
    with database.read() as session:
        assert key_exchanges.find_content(session, "one", "a") == {
            "device_public_key": "key of a",
            "ctr_data": "counter of a",
            "name": None,
            "platform": "ios",
            "device_info": "a phone",
            "external_id": "external",
            "protocol": "3.2",
            "algorithm": None,
        }
        assert key_exchanges.find_content(session, "another", "a") is None


def test_the_oldest_says_since_when_one_is_on_its_way(database):
    with database.write() as session:
        registrations.insert(session, registration())
    note(database, exchange("a", recorded_ms=3_000), exchange("b", recorded_ms=2_000))
    assert registrations.read(database, "one").exchange_ms == 2_000


def test_one_is_forgotten_alone(database):
    note(database, exchange("a"), exchange("b"), exchange("a", "another"))
    with database.write() as session:
        key_exchanges.delete_exchange(session, "one", "a")
    assert (names(database), names(database, "another")) == (["b"], ["a"])


def test_old_ones_are_forgotten_and_young_ones_stay(database):
    note(database, exchange("a", recorded_ms=1_000), exchange("b", recorded_ms=2_000), exchange("c", recorded_ms=2_001))
    with database.write() as session:
        key_exchanges.delete_old(session, "one", recorded_until_ms=2_000)
    assert names(database) == ["c"]


def test_all_of_one_registration_are_forgotten(database):
    note(database, exchange("a"), exchange("b"), exchange("c", "another"))
    with database.write() as session:
        key_exchanges.delete_all(session, "one")
    assert (names(database), names(database, "another")) == ([], ["c"])
