"""Nonces of QR codes: one for an operation and a device, until it is used or the operation's time is up."""

from concurrent.futures import ThreadPoolExecutor

from activities.store import offline_nonces
from activities.store.offline_nonces import NOBODY
from config.clock import now_ms


def served(database, fresh, operation_id="one", registration_id="phone", expires_ms=1_000):
    with database.write() as session:
        return offline_nonces.serve(session, operation_id, registration_id, fresh=fresh, expires_ms=expires_ms)


def unused(database, operation_id="one", registration_id="phone"):
    with database.read() as session:
        return sorted(one.nonce for one in offline_nonces.find_unused(session, operation_id, registration_id))


def use(database, nonce, operation_id="one"):
    with database.write() as session:
        offline_nonces.use(session, operation_id, nonce)


def test_a_nonce_is_served_until_it_is_used(database):
    assert served(database, "a") == "a"
    assert served(database, "b") == "a"
    assert unused(database) == ["a"]
    use(database, "a")
    assert unused(database) == []
    assert served(database, "b") == "b"


def test_each_operation_and_each_device_has_its_own(database):
    served(database, "a")
    assert served(database, "b", operation_id="two") == "b"
    assert served(database, "c", registration_id="tablet") == "c"
    assert (unused(database), unused(database, registration_id="tablet")) == (["a"], ["c"])
    use(database, "a", operation_id="two")
    assert unused(database) == ["a"]


def test_nobodys_serves_every_device_once(database):
    served(database, "a", registration_id=NOBODY)
    served(database, "b")
    assert unused(database) == ["a", "b"]
    assert unused(database, registration_id="tablet") == ["a"]
    use(database, "a")
    assert unused(database, registration_id="tablet") == []


def test_at_once_all_are_served_the_same(database):
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda number: served(database, str(number)), range(8)))
    assert len(found) == 1
    assert unused(database) == list(found)


def test_those_of_operations_whose_time_is_up_are_forgotten(database):
    served(database, "a", expires_ms=999)
    served(database, "b", operation_id="two", expires_ms=now_ms() + 60_000)
    with database.write() as session:
        offline_nonces.delete_expired(session)
    assert (unused(database), unused(database, "two")) == ([], ["b"])
