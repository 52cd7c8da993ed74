"""Applications in protocol 4: their master key pairs, the algorithms that they allow, and how those of before get both."""

import base64
import re
import threading

import pytest
from sqlalchemy import text

from activities.audit import keys as audit_keys
from activities.audit import origin, trail
from activities.audit.origin import Origin
from activities.device.applications import Applications
from activities.device.protocol_4_introduction import introduce
from activities.powerauth import activation_code, sdk_config
from activities.powerauth.elliptic_curve import public_bytes
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.v4 import mldsa
from activities.powerauth.v4.algorithm import Algorithm
from activities.secrets.sealing import Sealer, Unsealable
from activities.store.database import Database
from config import master_key
from config.refused import Refused

SEALER = Sealer.of(master_key.generate())
ALL = tuple(Algorithm)
CODE = activation_code.make()


@pytest.fixture
def applications(database):
    return Applications(database, SEALER)


def run(database, statement):
    with database.write() as session:
        return session.connection().execute(text(statement))


def column(database, table, name):
    with database.read() as session:
        return list(session.connection().execute(text(f"SELECT {name} FROM {table} ORDER BY 1")).scalars())


def forget(database):
    """As a release that knew protocol 3 alone made it."""
    run(database, "UPDATE master_key_pair SET v4_private_keys = NULL")
    run(database, "UPDATE application SET algorithms = NULL")


def version(applications, database, application_key):
    with database.read() as session:
        return applications.version(session, application_key)


def members(applications, database, application_key, algorithm):
    with database.read() as session:
        found = applications.version(session, application_key)
        return applications.v4_master_keys(session, found, algorithm).public.members()


def is_signed(applications, database, application_key):
    """Whether what phones scan is signed by the pairs that an app with that key trusts, of all kinds or of none."""
    with database.read() as session:
        found = applications.version(session, application_key)
        made = applications.v4_code_signatures(session, "mtoken", CODE)
        pairs = {one: applications.v4_master_keys(session, found, one).public for one in ALL}
    kinds = {
        pairs[one].are_signers(
            data=CODE.encode(),
            ecdsa_signature=base64.b64decode(made["ES384"]),
            ml_dsa_signature=None if one.ml_dsa is None else base64.b64decode(made[one.ml_dsa.value]),
        )
        for one in ALL
    }
    assert len(kinds) == 1
    return kinds.pop()


def config(applications, application):
    text = applications.mobile_sdk_config(
        application.application_id, application.application_key, application.application_secret
    )
    return sdk_config.read(text)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_public_keys_in_the_app_are_those_of_the_pairs_that_sign_for_it(applications, database, algorithm):
    created = applications.create("mtoken", ())
    found = config(applications, created)
    own = members(applications, database, created.application_key, algorithm)
    assert base64.b64decode(own["ecdsa"]) == public_bytes(found.p384_key)
    if algorithm.ml_dsa is not None:
        assert base64.b64decode(own["mldsa"]) == mldsa.public_bytes(found.ml_dsa_keys[algorithm.ml_dsa])
    assert base64.b64decode(created.master_public_key) == public_bytes(found.master_public_key)
    assert (found.application_key, found.application_secret) == (created.application_key, created.application_secret)


def test_another_process_opens_the_same_pairs_and_no_other_master_key_does(applications, database):
    created = applications.create("mtoken", ())
    own = members(applications, database, created.application_key, Algorithm.EC_P384_ML_L3)
    other = Applications(database, SEALER)
    assert members(other, database, created.application_key, Algorithm.EC_P384_ML_L3) == own
    stranger = Applications(database, Sealer.of(master_key.generate()))
    with pytest.raises(Unsealable):
        stranger.mobile_sdk_config("mtoken", created.application_key, created.application_secret)


def test_pairs_moved_to_another_application_do_not_open(applications, database):
    for name in ("one", "other"):
        applications.create(name, ())
    run(
        database,
        "UPDATE master_key_pair SET v4_private_keys = "
        "(SELECT v4_private_keys FROM master_key_pair WHERE application_id = 'one')",
    )
    fresh = Applications(database, SEALER)
    with database.read() as session:
        assert fresh.v4_code_signatures(session, "one", CODE)
        with pytest.raises(Unsealable):
            fresh.v4_code_signatures(session, "other", CODE)


def test_a_rotation_replaces_the_pairs_of_all_kinds_and_apps_of_before_keep_theirs(applications, database):
    before = applications.create("mtoken", ())
    own, old = (members(applications, database, before.application_key, one) for one in ALL[:2])
    after, _ = applications.rotate("mtoken", valid_seconds=60, signs_seconds=60)
    assert members(applications, database, before.application_key, ALL[0]) == own
    assert members(applications, database, before.application_key, ALL[1]) == old
    new = members(applications, database, after.application_key, ALL[1])
    assert not set(new.values()) & set(old.values())
    assert public_bytes(config(applications, after).p384_key) == base64.b64decode(new["ecdsa"])
    assert is_signed(
        applications, database, before.application_key
    )  # what phones scan is signed by the former for a while
    assert not is_signed(applications, database, after.application_key)


@pytest.mark.parametrize(
    ("default", "asked", "told"),
    [
        (ALL, None, ALL),
        (ALL[:1], None, ALL[:1]),
        (ALL[:1], ALL[1:], ALL[1:]),
        (ALL, (ALL[2], ALL[0], ALL[0]), (ALL[0], ALL[2])),
        (ALL, (), ()),
        ((), None, ()),
    ],
)
def test_an_application_allows_what_its_creation_says_or_what_new_ones_do(database, default, asked, told):
    applications = Applications(database, SEALER, default)
    created = applications.create("mtoken", (), algorithms=asked)
    assert created.algorithms == told == applications.get("mtoken").algorithms
    assert version(applications, database, created.application_key).algorithms == frozenset(told)


def test_algorithms_and_the_least_protocol_change_together_or_one_of_them(applications, database):
    created = applications.create("mtoken", ())
    both = applications.change("mtoken", least_protocol=LeastProtocol.V4_0, algorithms=ALL[1:])
    assert (both.least_protocol, both.algorithms) == ("4.0", ALL[1:])
    assert applications.change("mtoken", least_protocol=LeastProtocol.V3_3).algorithms == ALL[1:]
    assert applications.change("mtoken", algorithms=()).least_protocol == "3.3"
    assert applications.change("mtoken") == applications.get("mtoken")
    assert version(applications, database, created.application_key).algorithms == frozenset()
    assert config(applications, created).p384_key is not None  # what is allowed later needs no new app
    with pytest.raises(Refused):
        applications.change("unknown", algorithms=ALL)


@pytest.mark.parametrize(
    ("allowed", "names"),
    [((), []), (ALL[:1], ["ES384"]), (ALL[1:2], ["ES384", "ML-DSA-65"]), (ALL[2:], ["ES384", "ML-DSA-87"])],
)
def test_what_phones_scan_is_signed_by_the_keys_that_the_algorithms_have(applications, database, allowed, names):
    applications.create("mtoken", (), algorithms=allowed)
    with database.read() as session:
        assert list(applications.v4_code_signatures(session, "mtoken", CODE)) == names
        with pytest.raises(Refused):
            applications.v4_code_signatures(session, "unknown", CODE)
    forget(database)
    with database.read() as session:
        assert applications.v4_code_signatures(session, "mtoken", CODE) == {}


def test_an_algorithm_of_a_later_release_is_passed_over(applications, database):
    created = applications.create("mtoken", ())
    run(database, """UPDATE application SET algorithms = '["EC_P384", "EC_P521_ML_L7"]'""")
    assert version(applications, database, created.application_key).algorithms == {Algorithm.EC_P384}


def test_an_application_of_before_has_no_protocol_4_until_it_is_introduced(applications, database):
    created = applications.create("mtoken", ())
    forget(database)
    fresh = Applications(database, SEALER)
    assert fresh.get("mtoken").algorithms == ()
    assert config(fresh, created).p384_key is None
    assert version(fresh, database, created.application_key).algorithms == frozenset()
    with pytest.raises(Refused):
        members(fresh, database, created.application_key, Algorithm.EC_P384)
    told = []
    assert introduce(database, SEALER, ALL[1:], lambda *one: told.append(one)) == 1
    assert told == [("mtoken", 1, 1)]
    assert version(fresh, database, created.application_key).algorithms == frozenset(ALL[1:])
    own = members(fresh, database, created.application_key, Algorithm.EC_P384_ML_L3)
    assert base64.b64decode(own["ecdsa"]) == public_bytes(config(fresh, created).p384_key)


def test_what_an_older_release_rotates_is_introduced_again_and_a_choice_stays(applications, database):
    """While a release takes over from the one before, both work on the database."""
    applications.create("mtoken", (), algorithms=())
    after, _ = applications.rotate("mtoken", valid_seconds=60, signs_seconds=0)
    applications.change("mtoken", algorithms=ALL[:1])
    kept = "(SELECT min(id) FROM master_key_pair)"
    run(database, f"UPDATE master_key_pair SET v4_private_keys = NULL WHERE id > {kept}")
    before = column(database, "master_key_pair", "v4_private_keys")
    assert version(applications, database, after.application_key).algorithms == frozenset()
    assert introduce(database, SEALER, ALL, lambda *_: None) == 1
    now = column(database, "master_key_pair", "v4_private_keys")
    assert set(before) - {None} < set(now)
    assert version(applications, database, after.application_key).algorithms == frozenset(ALL[:1])
    assert introduce(database, SEALER, ALL, lambda *_: None) == 0
    assert column(database, "master_key_pair", "v4_private_keys") == now


def test_an_introduction_that_was_stopped_goes_on_where_it_was(applications, database):
    for name in ("first", "second", "third"):
        applications.create(name, ())
    forget(database)

    def stop(application_id, *_):
        if application_id == "second":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        introduce(database, SEALER, ALL, stop)
    given = [one for one in column(database, "master_key_pair", "v4_private_keys") if one]
    assert len(given) == 2
    assert introduce(database, SEALER, ALL, lambda *_: None) == 1
    now = column(database, "master_key_pair", "v4_private_keys")
    assert None not in now
    assert set(given) < set(now)


def test_of_two_that_introduce_at_once_one_gives_each_application_its_keys(applications, database):
    for name in ("first", "second", "third", "fourth"):
        applications.create(name, ())
    forget(database)
    seen, errors, together = [], [], threading.Barrier(2)

    def work():
        try:
            together.wait(10)
            introduce(
                database, SEALER, ALL, lambda *_: seen.append(column(database, "master_key_pair", "v4_private_keys"))
            )
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert errors == []
    last = set(column(database, "master_key_pair", "v4_private_keys"))
    assert len(last - {None}) == 4
    assert all(set(one) - {None} <= last for one in seen)  # nothing that was there was replaced


def test_the_audit_is_told_which_algorithms_are_allowed(database, url):
    audited = Database(url, info=trail.database_info(SEALER, on=True))
    applications = Applications(audited, SEALER)
    with origin.assume(Origin("admin", "PUT", "/admin/applications/mtoken", request_id="1")):
        applications.create("mtoken", (), algorithms=ALL[:1])
        applications.change("mtoken", algorithms=ALL[1:])
        forget(database)
        introduce(audited, SEALER, ALL, lambda *_: None)
    with audited.read() as session:
        told = session.connection().execute(text("SELECT id, action, event_data FROM audit")).all()
    opened = audit_keys.read(audited, SEALER)
    audited.close()
    changes = [row for row in told if row.action in ("APPLICATION_CREATE", "APPLICATION_CHANGE")]
    listed = [re.findall(r"EC_\w+", opened.open(row.id, row.event_data)) for row in changes]
    assert sorted(listed) == sorted([["EC_P384"], ["EC_P384_ML_L3", "EC_P384_ML_L5"], [one.value for one in ALL]])
