"""A key stands for the request that came with it first, whatever became of that."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.idempotency.keys import Repetitions
from activities.secrets.sealing import Sealer
from config import master_key
from config.refused import Refused

OLD, NEW = master_key.generate(), master_key.generate()


def taken(repetitions, said, *, scope="bank", key="a key"):
    """Whether the key is, or was, good for this request."""
    try:
        repetitions.record(scope, key, said)
    except Refused as refused:
        return {"KEY_REUSED": False}[refused.reason]
    return True


def test_a_key_is_for_one_request_however_often_it_comes(database):
    repetitions = Repetitions(database, Sealer.of(OLD))
    assert [taken(repetitions, said) for said in ("one", "one", "other", "one", "other")] == [
        True,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("elsewhere", [{"scope": "another"}, {"key": "another"}])
def test_another_scope_and_another_key_have_requests_of_their_own(database, elsewhere):
    repetitions = Repetitions(database, Sealer.of(OLD))
    assert taken(repetitions, "one")
    assert taken(repetitions, "other", **elsewhere)


def test_a_repetition_is_known_after_the_master_key_has_changed(database):
    assert taken(Repetitions(database, Sealer.of(OLD)), "one")
    repetitions = Repetitions(database, Sealer.of(NEW, OLD))
    assert taken(repetitions, "one")
    assert not taken(repetitions, "other")


def test_a_repetition_is_known_without_a_master_key_too(database):
    repetitions = Repetitions(database, Sealer.of())
    assert [taken(repetitions, said) for said in ("one", "one", "other")] == [True, True, False]


def test_of_different_requests_at_once_under_one_key_one_is_taken(database):
    repetitions = Repetitions(database, Sealer.of(OLD))
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda number: taken(repetitions, str(number)), range(8))) == 1


def test_digests_of_the_same_words_differ_by_key_and_by_context():
    one, other = Sealer.of(OLD), Sealer.of(NEW)
    found = {*one.digests(b"12345678", "a"), *one.digests(b"12345678", "b"), *other.digests(b"12345678", "a")}
    assert len(found) == 3
    assert Sealer.of(NEW, OLD).digests(b"12345678", "a") == other.digests(b"12345678", "a") + one.digests(
        b"12345678", "a"
    )
