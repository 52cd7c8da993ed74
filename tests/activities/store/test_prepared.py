"""Prepared statements find, change and refuse what SQLAlchemy's own do, on both databases."""

from contextlib import suppress

import pytest
from sqlalchemy import Boolean, bindparam, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from activities.store.prepared import Found
from activities.store.statement_cache import MAX_ELEMENTS, prepare_once
from activities.store.tables import CallbackRow, PushProviderRow
from activities.store.unavailable import StoreUnavailable

_CALLBACK, _PROVIDER = CallbackRow.__table__, PushProviderRow.__table__
INSERT = _CALLBACK.insert()
ENABLED = select(_CALLBACK.c.callback_id, _CALLBACK.c.enabled).where(
    _CALLBACK.c.enabled == bindparam("on", type_=Boolean)
)
NAMES = select(_CALLBACK.c.name).order_by(_CALLBACK.c.name)
NONE = NAMES.where(_CALLBACK.c.name == bindparam("name"))
AMONG = NAMES.where(_CALLBACK.c.name.in_(bindparam("names", expanding=True)))
RENAME = _CALLBACK.update().where(_CALLBACK.c.enabled).values(name=bindparam("new"))
PROVIDER, NUMBERS = _PROVIDER.insert(), select(_PROVIDER.c.id)
BROKEN = select(func.nothing_of_this_name())


def callback(name, **values):
    given = {"callback_id": name, "application_id": "app", "name": name, "type": "T", "url": "u", "attributes": "[]"}
    given |= {"authentication": "NONE", "credentials": None, "secret": "s", "former_secrets": None, "enabled": True}
    return given | {"max_attempts": None, "retention_days": 1, "created_ms": 1} | values


@pytest.fixture
def stored(database):
    with database.write() as session:
        session.run(INSERT, callback("one"))
        session.run(INSERT, callback("two", enabled=False))
    return database


def test_rows_are_of_the_columns_types(stored):
    with stored.read() as session:
        assert [*session.run(ENABLED, {"on": True})] == [("one", True)]
        found = session.run(ENABLED, {"on": False}).first()
    assert found == ("two", False)
    assert found[1] is False


def test_what_is_found_is_read_as_of_sqlalchemys_results(stored):
    with stored.read() as session:
        assert isinstance(session.run(NAMES), Found)
        assert list(session.run(NAMES).scalars()) == ["one", "two"]
        assert session.run(NAMES).scalar() == session.run(NAMES).scalar_one() == "one"
        assert session.run(NONE, {"name": "three"}).first() is None
        assert session.run(NONE, {"name": "three"}).scalar() is None
        with pytest.raises(LookupError):
            session.run(NONE, {"name": "three"}).one()


@pytest.mark.parametrize(
    ("names", "is_prepared"),
    [
        ([], False),
        (["two"], True),
        (["three", "two"], True),
        (["two"] * MAX_ELEMENTS, True),
        (["two", *"abcdefghijklmnop"], False),
    ],
    ids=lambda value: f"{len(value)} names" if isinstance(value, list) else None,
)
def test_short_lists_are_prepared_and_others_take_sqlalchemys_own_way(stored, names, is_prepared):
    with stored.read() as session:
        dialect = session.connection().dialect
        assert (prepare_once(AMONG, dialect, {"names": names}) is not None) == is_prepared
        assert list(session.run(AMONG, {"names": names}).scalars()) == ["two"][: len(names)]


def test_lists_of_one_statement_differ_in_length_from_time_to_time(stored):
    with stored.read() as session:
        for names in (["two"], ["one", "two"], ["one"], ["two", "three", "one"]):
            assert list(session.run(AMONG, {"names": names}).scalars()) == sorted({*names} & {"one", "two"})


def test_what_an_insert_leaves_to_the_database_is_its_own(stored):
    provider = {"application_id": "app", "name": "apns", "credentials": "sealed", "changed_ms": 1}
    with stored.write() as session:
        session.run(PROVIDER, provider)
        session.run(PROVIDER, provider | {"name": "fcm"})
        assert sorted(session.run(NUMBERS).scalars()) == [1, 2]


def test_changes_are_counted_and_rolled_back_with_their_transaction(stored):
    with suppress(KeyError), stored.write() as session:
        assert session.run(RENAME, {"new": "other"}).rowcount == 1
        raise KeyError
    with stored.read() as session:
        assert list(session.run(NAMES).scalars()) == ["one", "two"]


def test_of_several_dialects_that_of_the_database_is_run(stored):
    with stored.read() as session:
        mine = session.connection().dialect.name
        assert session.run({mine: NAMES, "another": BROKEN}).scalar() == "one"


def insert_again(database):
    with database.write() as session:
        session.run(INSERT, callback("one"))


def test_what_the_driver_refuses_is_sqlalchemys_fault_and_hides_its_values(stored):
    with pytest.raises(IntegrityError) as refused:
        insert_again(stored)
    assert 'app"' not in str(refused.value)
    assert "'app'" not in str(refused.value)


def test_a_database_that_is_away_is_told_as_ever(stored, monkeypatch):
    import activities.store.prepared as module

    def away(*_, **__):
        raise OperationalError("statement", None, Exception("away"))

    monkeypatch.setattr(module.Prepared, "run", away)
    with pytest.raises(StoreUnavailable), stored.read() as session:
        session.run(NAMES)
