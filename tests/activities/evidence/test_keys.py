"""The key that signs bundles: one at a time, made once whoever asks, and changed without losing what it signed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from activities.evidence import keys
from activities.master_keys.resealing import reseal
from activities.secrets.sealing import Sealer, Unsealable
from config import master_key


@pytest.fixture
def sealer():
    return Sealer.of(master_key.generate())


def present(database, sealer):
    with database.write() as session:
        return keys.find_or_create(session, sealer)


def published(database):
    with database.read() as session:
        return keys.published(session)


def test_who_asks_at_once_gets_one_key(database, sealer):
    with ThreadPoolExecutor(8) as threads:
        found = {key.pem for key in threads.map(lambda _: present(database, sealer), range(16))}
    assert found == {one.pem for one in published(database)}
    assert len(found) == 1


def test_after_a_rotation_the_former_private_half_is_gone_and_its_public_half_stays(database, sealer):
    former = present(database, sealer)
    with database.write() as session:
        keys.rotate(session, sealer)
    now = present(database, sealer)
    assert (now.generation, now.pem != former.pem) == (2, True)
    assert [one.pem for one in published(database)] == [now.pem, former.pem]
    with database.read() as session:
        rows = session.connection().execute(
            text("SELECT generation, private_key FROM evidence_key ORDER BY generation")
        )
        assert [(generation, private is None) for generation, private in rows] == [(1, True), (2, False)]


def test_the_first_rotation_makes_a_second_key(database, sealer):
    with database.write() as session:
        assert keys.rotate(session, sealer).generation == 2


def test_it_is_sealed_moves_with_the_master_key_and_opens_under_no_other(database, sealer):
    key = present(database, sealer)
    fresh = Sealer.of(master_key.generate())
    with pytest.raises(Unsealable):
        present(database, fresh)
    reseal(database, Sealer((*fresh._keys, *sealer._keys)), lambda *_: None)
    assert present(database, fresh).private.private_bytes_raw() == key.private.private_bytes_raw()


def test_a_public_half_that_was_put_in_its_place_is_found(database, sealer):
    present(database, sealer)
    with database.write() as session:
        session.connection().execute(text("UPDATE evidence_key SET public_key = 'AAAA'"))
    with pytest.raises(Unsealable):
        present(database, sealer)
