"""Creating registrations: stored before they are started, one at a time where asked for, repeatable by an idempotency key."""

from functools import partial

import pytest

from activities.device.applications import Applications
from activities.powerauth import activation_code, base64_text, elliptic_curve, keys
from activities.powerauth.v4.algorithm import Algorithm
from activities.secrets.one_time_passwords import is_right
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import registrations as store
from activities.store.database import Database
from config import master_key
from config.refused import Refused
from config.vocabulary import CommitPhase
from tests.migrated import migrated
from tests.together import at_once
from tests.workflows.registration.client.house import APPLICATION, MemoryRegistrationWorkflowClient, code
from workflows.registration.client.gateway import NewRegistration, RegistrationChange, Registrations
from workflows.temporal.client import EngineUnavailable

NOT_ALLOWED = "REGISTRATION_IN_PROGRESS"


def test_a_new_registration_is_stored_started_and_waits_for_its_device(registered):
    view = registered.create(flags=("VIP", "TEST", "VIP"))
    row = registered.stored().row
    assert view == row == registered.get()
    assert (row.status, row.version, row.user_id, row.application_id) == ("CREATED", 1, "roman", APPLICATION)
    assert (row.flags, row.commit_phase, row.max_failed_attempts, row.otp_hash) == (
        ("VIP", "TEST"),
        "ON_COMMIT",
        5,
        None,
    )
    assert (row.expires_ms - row.created_ms, row.last_used_ms) == (120_000, row.created_ms)
    assert activation_code.is_valid(row.activation_code)
    running = registered.running()
    assert (running.state.status, running.state.expires_ms) == ("CREATED", row.expires_ms)
    assert registered.workflow_client.told[registered.id] == (APPLICATION, "roman")


def test_the_workflow_is_told_nothing_secret(registered):
    registered.create(otp="12345678", flags=("VIP",))
    row, told = registered.stored().row, repr(registered.running().start)
    assert registered.running().start.terms.has_otp
    for secret in ("12345678", row.otp_hash, row.activation_code, row.server_private_key, row.server_public_key, "VIP"):
        assert secret not in told


def test_the_code_is_signed_by_the_applications_master_key(registered):
    view = registered.create()
    signature = base64_text.decode(registered.registrations.code_signature(view))
    with registered.database.read() as session:
        master = registered.applications.master_key(session, APPLICATION).public_key()
    assert keys.is_signed(master, data=view.activation_code.encode(), signature=signature)


def test_the_code_is_signed_by_the_applications_master_keys_of_protocol_4_too(registered):
    view = registered.create()
    with registered.database.read() as session:
        version = registered.applications.version(session, registered.applications.get(APPLICATION).application_key)
        masters = registered.applications.v4_master_keys(session, version, Algorithm.EC_P384_ML_L5).public
    made = {name: base64_text.decode(one) for name, one in registered.registrations.v4_code_signatures(view).items()}
    assert masters.are_signers(
        data=view.activation_code.encode(), ecdsa_signature=made["ES384"], ml_dsa_signature=made["ML-DSA-87"]
    )


def test_the_servers_key_is_sealed_for_its_row_and_belongs_to_the_public_one(registered):
    row = registered.create()
    context = ("registration", row.registration_id, row.user_id, "server_private_key")
    private = keys.private_key(registered.sealer.open(row.server_private_key, *context))
    assert base64_text.encode(elliptic_curve.public_bytes(private.public_key())) == row.server_public_key
    with pytest.raises(Unsealable):
        registered.sealer.open(
            row.server_private_key, "registration", row.registration_id, "jana", "server_private_key"
        )


@pytest.mark.parametrize("otp", ["", None])
def test_an_empty_password_is_none(registered, otp):
    assert registered.create(otp=otp).otp_hash is None


def test_a_password_is_kept_as_a_hash(registered):
    row = registered.create(otp="12345678")
    assert is_right("12345678", row.otp_hash)
    assert "12345678" not in repr(row) + row.otp_hash


def test_the_bank_may_set_the_deadline_but_not_in_the_past(registered):
    now = registered.create().created_ms
    assert registered.create(expires_ms=now + 1).expires_ms == now + 1
    assert code(registered.create, expires_ms=now) == "REQUEST_INVALID"
    assert code(registered.create, expires_ms=now + 366 * 86_400_000 + 10_000) == "REQUEST_INVALID"
    assert code(registered.create, expires_ms=253402300799999) == "REQUEST_INVALID"
    assert code(registered.stored) == "REGISTRATION_NOT_FOUND"


def test_a_second_one_is_created_unless_only_one_is_wanted(registered):
    registered.create()
    registered.create()
    with pytest.raises(Refused, match="Registration is already in progress"):
        registered.create(only_one=True)
    assert code(registered.stored) == "REGISTRATION_NOT_FOUND"
    registered.create(only_one=True, user_id="jana")
    registered.wait(121)
    registered.create(only_one=True)


@pytest.mark.parametrize(("exchanged", "committed", "allowed"), [(True, False, False), (True, True, True)])
def test_one_is_in_progress_until_it_is_active(registered, exchanged, committed, allowed):
    registered.create()
    registered.exchange()
    if committed:
        registered.registrations.commit(registered.id)
    if allowed:
        registered.create(only_one=True)
    else:
        assert code(registered.create, only_one=True) == NOT_ALLOWED


@pytest.mark.parametrize("until", ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED"])
def test_the_only_device_is_the_only_one_until_it_is_removed(registered, until):
    first = registered.create().registration_id
    if until != "CREATED":
        registered.exchange()
    if until in ("ACTIVE", "BLOCKED"):
        registered.registrations.commit(registered.id)
    if until == "BLOCKED":
        registered.registrations.change(registered.id, RegistrationChange.BLOCK)
    assert registered.get().status == until
    with pytest.raises(Refused, match="Registration already exists"):
        registered.create("another", only_device=True)
    registered.create("of somebody else", only_device=True, user_id="jana")
    registered.registrations.change(first, RegistrationChange.REMOVE)
    assert registered.create("another", only_device=True).status == "CREATED"


def test_a_device_that_lapsed_leaves_room_for_the_only_one(registered):
    registered.create()
    registered.wait(121)
    assert registered.create(only_device=True).status == "CREATED"


def test_a_repeated_creation_is_answered_with_the_registration_as_it_stands(registered):
    first = registered.create("one", repeatable=True)
    assert registered.create("one", repeatable=True) == first
    registered.exchange()
    assert registered.create("one", repeatable=True, only_one=True).status == "PENDING_COMMIT"
    assert code(registered.create, "one", repeatable=True, request_digest="another") == "KEY_REUSED"
    assert code(registered.create, "one") == "KEY_REUSED"
    assert len(registered.workflow_client.running) == 1


def test_a_repetition_by_whom_manages_another_application_by_now_is_refused(registered):
    registered.create("one", repeatable=True)
    assert code(registered.create, "one", repeatable=True, application_id="other") == "KEY_REUSED"


def test_a_repetition_starts_what_its_first_request_could_not_start(registered):
    with registered.engine_away():
        registered.create("one", repeatable=True)
    assert (registered.stored().row.status, registered.workflow_client.running) == ("CREATED", {})
    registered.create("one", repeatable=True)
    assert registered.running().state.status == "CREATED"
    registered.exchange()


def test_a_creation_whose_start_nobody_heard_of_is_repeated(registered):
    with registered.lost_answers():
        registered.create("one", repeatable=True)
    assert registered.create("one", repeatable=True).status == "CREATED"


def test_a_creation_that_failed_for_good_leaves_nothing_that_waits(registered):
    with registered.engine_away():
        registered.create()
    assert (registered.stored().row.status, registered.stored().row.blocked_reason) == ("REMOVED", "INTERRUPTED")
    registered.create(only_one=True)


def test_a_repetition_after_the_deadline_starts_nothing(registered):
    with registered.engine_away():
        registered.create("one", repeatable=True)
    registered.wait(121)
    assert registered.create("one", repeatable=True).status == "REMOVED"
    assert registered.workflow_client.running == {}


def test_a_code_in_use_is_not_given_twice(registered, monkeypatch):
    taken = registered.create().activation_code
    codes = iter([taken, taken, "AAAAA-AAAAA-AAAAA-AAAAA"])
    monkeypatch.setattr(activation_code, "make", lambda: next(codes))
    assert registered.create().activation_code == "AAAAA-AAAAA-AAAAA-AAAAA"
    monkeypatch.setattr(activation_code, "make", lambda: taken)
    assert code(registered.create) == "ACTIVATION_CODES_EXHAUSTED"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def anywhere(request, tmp_path):
    """Registrations of a process, by the clock, on a database of either kind."""
    if request.param == "sqlite":
        url, postgres = f"sqlite:///{tmp_path}/store.db", None
    else:
        postgres = request.getfixturevalue("postgres")
        url = postgres.create()
    database, sealer = Database(url), Sealer.of(master_key.generate())
    migrated(database)
    applications = Applications(database, sealer)
    applications.create(APPLICATION, ())
    workflow_client = MemoryRegistrationWorkflowClient()
    yield database, workflow_client, Registrations(database, workflow_client, applications, sealer, lifetime=120)
    database.close()
    if postgres:
        postgres.drop(url)


def outcomes_of(number, request):
    """What so many threads get at once, or the code that they are refused with."""
    found = at_once(*(partial(request, count) for count in range(number)), refusal=Refused)
    return [one.reason if isinstance(one, Refused) else one for one in found]


def new(registration_id, **values):
    return NewRegistration(registration_id, APPLICATION, "roman", CommitPhase.ON_COMMIT, "digest", **values)


def test_of_parallel_creations_of_only_one_exactly_one_is_created(anywhere):
    _, workflow_client, registrations = anywhere
    outcomes = outcomes_of(8, lambda count: registrations.create(new(str(count), only_one=True)).status)
    assert sorted(outcomes) == ["CREATED"] + [NOT_ALLOWED] * 7
    assert len(workflow_client.running) == 1
    assert len(registrations.list_registrations("roman", (APPLICATION,), include_removed=True, page=0, size=100)) == 1


def test_of_parallel_creations_of_the_only_device_exactly_one_is_created(anywhere):
    _, workflow_client, registrations = anywhere
    outcomes = outcomes_of(8, lambda count: registrations.create(new(str(count), only_device=True)).status)
    assert sorted(outcomes) == ["CREATED"] + ["REGISTRATION_ALREADY_EXISTS"] * 7
    assert len(workflow_client.running) == 1


@pytest.mark.parametrize("only_one", [False, True])
def test_parallel_repetitions_of_one_request_create_one_and_hear_of_the_same(anywhere, only_one):
    database, workflow_client, registrations = anywhere
    wanted = new("one", repeatable=True, only_one=only_one)
    outcomes = outcomes_of(8, lambda _count: registrations.create(wanted).activation_code)
    assert outcomes == [store.read(database, "one").row.activation_code] * 8
    assert len(workflow_client.running) == 1


def test_where_the_engine_stays_away_the_caller_hears_of_it(anywhere):
    _, workflow_client, registrations = anywhere
    workflow_client.away = True
    with pytest.raises(EngineUnavailable):
        registrations.create(new("one"))
