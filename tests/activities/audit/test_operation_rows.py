"""The rows of the trail that tell of one operation: those and no others, each held against its digest and its neighbour."""

import pytest
from sqlalchemy import text

from activities.audit import archive as archiving
from activities.audit.archive import Archive
from activities.evidence import audit_rows
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from config.clock import now_ms


def note(database, *events):
    for event in events:
        with database.write() as session:
            trail.record(session, event)


def signed(operation_id, user_id="roman", registration_id="phone"):
    body = f'{{"requestObject":{{"id":"{operation_id}"}}}}'.encode()
    data = ("POST", "/operation/authorize", body)
    return Event(Action.SIGNATURE, user_id=user_id, registration_id=registration_id, signed_data=data)


def of(operation_id, action=Action.OPERATION, result="APPROVED"):
    return Event(action, result, user_id="roman", operation_id=operation_id)


def registered(registration_id, user_id="roman", action=Action.REGISTRATION_COMMIT):
    return Event(action, user_id=user_id, registration_id=registration_id)


def found(database, sealer, operation_id="one", **more):
    values = {
        "created_ms": now_ms(),
        "ended_ms": None,
        "user_id": "roman",
        "registration_ids": ["phone"],
        "answered_ms": now_ms(),
    }
    return audit_rows.of_operation(database, sealer, operation_id, **{**values, **more})


def told(rows):
    return [(proof.row["action"], proof.row["registration_id"]) for proof in rows.proofs]


@pytest.fixture
def filled(audited):
    note(
        audited,
        registered("phone", action=Action.REGISTRATION_CREATE),
        registered("phone"),
        registered("another phone"),
        of("one", Action.OPERATION_CREATE),
        of("two", Action.OPERATION_CREATE),
        signed("two"),
        signed("one"),
        signed("one", user_id="somebody else", registration_id="theirs"),
        Event(Action.SIGNATURE, user_id="roman", registration_id="phone", signed_data=("POST", "/pa/x", b"no JSON")),
        of("one"),
        of("one", Action.EVIDENCE_MAKE),
    )
    return audited


def test_rows_of_the_operation_and_of_its_phone_are_found_and_no_others(filled, sealer, seal):
    seal()
    rows = found(filled, sealer)
    assert told(rows) == [
        ("REGISTRATION_CREATE", "phone"),
        ("REGISTRATION_COMMIT", "phone"),
        ("OPERATION_CREATE", None),
        ("SIGNATURE", "phone"),
        ("OPERATION", None),
    ]
    assert [proof.problem for proof in rows.proofs] == [None] * 5
    assert all(proof.row["position"] and proof.link_before is not None for proof in rows.proofs)
    assert rows.proofs[0].link_before == ""
    assert '"id":"one"' in rows.proofs[3].content


def test_what_became_of_the_registration_after_the_answer_is_no_part_of_it(filled, sealer):
    later = now_ms() + 1000
    rows = found(filled, sealer, answered_ms=now_ms() - 3_600_000)
    assert [action for action, _ in told(rows)] == ["OPERATION_CREATE", "SIGNATURE", "OPERATION"]
    assert len(found(filled, sealer, answered_ms=later).proofs) == 5


def test_of_an_operation_that_is_gone_the_rows_that_name_it_are_found(filled, sealer):
    rows = found(filled, sealer, created_ms=None, user_id=None, registration_ids=[])
    assert [action for action, _ in told(rows)] == ["OPERATION_CREATE", "OPERATION"]
    assert told(found(filled, sealer, "nothing", created_ms=None, user_id=None, registration_ids=[])) == []


def test_rows_that_are_not_sealed_yet_are_told_without_a_place(filled, sealer):
    rows = found(filled, sealer)
    assert {(proof.row["position"], proof.link_before, proof.problem) for proof in rows.proofs} == {(None, None, None)}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE audit SET result = 'REJECTED' WHERE action = 'OPERATION'", "its content is not what was written"),
        ("UPDATE audit SET event_data = 'v1.x.x' WHERE action = 'OPERATION'", "its content is not what was written"),
        ("UPDATE audit SET link = 'x' WHERE action = 'OPERATION'", "its link does not follow from the row before it"),
        ("UPDATE audit SET position = NULL WHERE action = 'OPERATION'", "it has a link and no position"),
        ("DELETE FROM audit WHERE position = 9", "the row before it in the chain is missing"),
    ],
)
def test_a_row_that_was_changed_says_so_and_the_others_do_not(filled, sealer, seal, change, problem):
    seal()
    with filled.write() as session:
        session.connection().execute(text(change))
    rows = found(filled, sealer)
    assert [proof.problem for proof in rows.proofs] == [None, None, None, None, problem]


def test_a_row_behind_the_archive_follows_from_its_end(filled, sealer, seal, tmp_path, monkeypatch):
    monkeypatch.setattr(archiving, "_ROWS", 3)
    seal()
    steps = Archive(filled, sealer, tmp_path).steps(age_ms=-1000)
    for _ in range(3):
        next(steps)
    with filled.read() as session:
        [begin] = session.connection().execute(text("SELECT begin_position FROM audit_chain")).scalars()
    rows = found(filled, sealer)
    assert begin == 3
    assert told(rows)[0] == ("OPERATION_CREATE", None)
    assert (rows.proofs[0].row["position"], rows.proofs[0].problem) == (4, None)


def test_rows_are_looked_for_around_the_operations_life(filled, sealer):
    day_ms = 86_400_000
    assert len(found(filled, sealer, ended_ms=now_ms()).proofs) == 5
    assert len(found(filled, sealer, ended_ms=now_ms() - 2 * day_ms).proofs) == 2
    assert len(found(filled, sealer, created_ms=now_ms() + day_ms).proofs) == 2


def test_the_end_of_the_chain_is_told_and_held_against_its_digest(filled, sealer, seal):
    assert found(filled, sealer).head is None
    head = seal()
    rows = found(filled, sealer)
    assert (rows.head, rows.problem) == (f"{head.position}:{head.link}", None)
    with filled.write() as session:
        session.connection().execute(text("UPDATE audit_chain SET position = position + 1"))
    rows = found(filled, sealer)
    assert (rows.head, rows.problem, len(rows.proofs)) == (None, "the head of the chain is not what was sealed", 5)


def test_without_a_trail_that_is_said(audited, sealer):
    assert found(audited, sealer).problem == "there is no audit trail"
