"""Old rows go into signed files and out of the database: each once, whatever dies in between, and the chain stays whole."""

import json
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from activities.audit import archive as archiving
from activities.audit import keys, segment
from activities.audit.archive import Archive, NotArchived
from activities.audit.reading import AuditLog
from activities.audit.segment import SegmentDamaged, verify_file
from activities.audit.verification import verify
from activities.store.audit import trail
from activities.store.audit.ends import Begin, Head
from activities.store.audit.event import Action, Event

DAY_MS = 86_400_000
ROWS = 10


def sql(database, statement, **values):
    with database.write() as session:
        result = session.connection().execute(text(statement), values)
        return [dict(row._mapping) for row in result] if result.returns_rows else []


def note(database, count):
    for number in range(count):
        event = Event(Action.SIGNATURE, "OK", "roman", signed_data=("POST", f"/r/{number}", b'{"n":1}'))
        with database.write() as session:
            trail.record(session, event)


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Files of four rows, dropped two by two."""
    monkeypatch.setattr(archiving, "_ROWS", 4)
    monkeypatch.setattr(archiving, "_BATCH", 2)
    monkeypatch.setattr(archiving, "_BREATH", 1)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


@pytest.fixture
def archive(audited, sealer, seal, folder):
    """Ten sealed rows, of now."""
    note(audited, ROWS)
    seal()
    return Archive(audited, sealer, folder)


@pytest.fixture
def public(archive):
    return keys.read(archive.database, archive.sealer).archive.public_key()


def files(folder):
    return sorted(folder.glob("audit-*"))


def lines(folder):
    return [json.loads(line) for path in files(folder) for line in path.read_text().splitlines()]


def positions(archive):
    """Of the rows that are in files, and of those in the database."""
    filed = [line["position"] for line in lines(archive.folder) if "manifest" not in line]
    stored = [
        row["position"] for row in sql(archive.database, "SELECT position FROM audit WHERE position > 0 ORDER BY 1")
    ]
    return filed, stored


def run(archive, age_ms=-60_000):
    """Everything; a negative age: rows of the future would be old enough."""
    return sum(archive.steps(age_ms))


def whole(archive, anchor=None):
    found = verify(archive.database, archive.sealer, anchor)
    assert found.problem is None, str(found.problem)
    return found


def test_full_files_are_written_and_their_rows_dropped_and_the_chain_goes_on(archive, public, seal):
    head = whole(archive).head
    assert run(archive) == 8
    assert positions(archive) == ([*range(1, 9)], [9, 10])
    first, second = (verify_file(path, public) for path in files(archive.folder))
    assert (first.before, first.rows, first.end) == (Begin(), 4, second.before)
    found = whole(archive)
    assert (found.begin, found.head) == (second.end, head) or found.head.link == head.link
    assert whole(archive, Head(10, head.link))
    note(archive.database, 3)
    seal()
    assert whole(archive).head.position == 13
    assert run(archive) == 4
    assert positions(archive) == ([*range(1, 13)], [13])
    assert whole(archive).begin.position == 12


def test_what_is_young_stays_and_a_file_that_is_not_full_waits_for_a_day(archive):
    assert run(archive, age_ms=DAY_MS) == 0
    sql(archive.database, "UPDATE audit SET at_ms = at_ms - :ms WHERE position <= 6", ms=3 * DAY_MS)
    with pytest.raises(NotArchived):  # what was changed is evidence
        run(archive, age_ms=DAY_MS)
    sql(archive.database, "UPDATE audit SET at_ms = at_ms + :ms WHERE position <= 6", ms=3 * DAY_MS)
    assert run(archive) == 8
    assert run(archive) == 0
    assert run(archive, age_ms=-2 * DAY_MS) == 2
    assert positions(archive) == ([*range(1, 11)], [])
    found = whole(archive)
    assert found.begin.position == found.head.position == 10


@pytest.mark.parametrize("index", [3, 7])
def test_the_first_young_row_ends_a_file(archive, index, monkeypatch):
    real = archiving.segments.reach

    def young(session, first, *, age_ms, size):
        found = real(session, first, age_ms=age_ms, size=size)
        return found and (found if found.last_position <= index else None)

    monkeypatch.setattr(archiving.segments, "reach", young)
    run(archive)
    assert positions(archive)[1][0] == (index // 4) * 4 + 1
    assert whole(archive)


@pytest.mark.exhaustive
@pytest.mark.parametrize("step", [*range(14), 18, 22, 24])
def test_whatever_step_it_dies_after_nothing_is_lost_or_doubled(archive, public, step):
    steps = archive.steps(-60_000)
    for _ in range(step):
        next(steps, None)
    filed, stored = positions(archive)
    assert {*filed, *stored} >= {*range(1, ROWS + 1)}
    assert whole(archive)
    steps.close()
    (archive.folder / f".{segment.name(1, 4)}.left").write_text("half of a file, by a process that was killed")
    note(archive.database, 1)  # time goes on: more is old enough than before
    run(archive)
    filed, stored = positions(archive)
    assert filed == [*range(1, 9)]
    assert stored[:2] == [9, 10]
    assert [verify_file(path, public).rows for path in files(archive.folder)] == [4, 4]
    assert whole(archive)


def test_a_process_that_died_before_it_noted_its_file_writes_the_same_again(archive, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(archiving.segments, "mark_written", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(archive)
    [before] = [path.read_bytes() for path in files(archive.folder)]
    monkeypatch.setattr(archiving, "_ROWS", 9)  # what was planned stays planned
    steps = archive.steps(-60_000)
    while not next(steps):
        pass
    steps.close()
    assert [path.read_bytes() for path in files(archive.folder)] == [before]


def test_two_at_once_archive_and_drop_each_row_once(archive):
    one, other = archive.steps(-60_000), archive.steps(-60_000)
    dropped, ended = 0, 0
    while ended < 2:
        ended = 0
        for steps in (one, other):
            try:
                found = next(steps, None)
            except (NotArchived, FileNotFoundError):  # the other one was faster, and this one says so
                found = None
            dropped += found or 0
            ended += found is None
    dropped += run(archive)
    assert dropped == 8
    assert positions(archive) == ([*range(1, 9)], [9, 10])
    assert whole(archive)


def test_a_file_is_the_owners_alone(archive):
    run(archive)
    assert {path.stat().st_mode & 0o777 for path in files(archive.folder)} == {0o600}
    assert len(os.listdir(archive.folder)) == 2


def test_what_was_said_stays_sealed_in_a_file_and_the_audit_key_opens_it(archive):
    run(archive)
    rows = [line for line in lines(archive.folder) if "manifest" not in line]
    assert "/r/0" not in files(archive.folder)[0].read_text()
    said = [json.loads(line)["event_data"] for line in AuditLog(archive.database, archive.sealer).lines(rows)]
    assert said[0] == 'POST\n/r/0\n{"n":1}'


@pytest.mark.exhaustive
@pytest.mark.parametrize("at", [0.0, 0.2, 0.5, 0.8, 0.95, 0.999])
def test_a_flipped_bit_anywhere_in_a_file_is_found(archive, public, at):
    run(archive)
    path = files(archive.folder)[0]
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= 1
    path.write_bytes(content)
    with pytest.raises(SegmentDamaged):
        verify_file(path, public)


@pytest.mark.parametrize(
    "change",
    {
        "a row taken out": lambda rows, last: rows[:1] + rows[2:] + [last],
        "rows changed places": lambda rows, last: [rows[1], rows[0], *rows[2:], last],
        "the end cut off": lambda rows, last: rows[:-1],
        "the last row gone": lambda rows, last: [*rows[:-1], last],
        "no rows": lambda rows, last: [last],
        "a line behind": lambda rows, last: [*rows, last, last],
        "nothing": lambda rows, last: [],
        "no JSON": lambda rows, last: [b"x\n", *rows, last],
    }.items(),
    ids=lambda change: change[0],
)
def test_a_file_that_was_changed_is_found(archive, public, change):
    run(archive)
    path = files(archive.folder)[0]
    *rows, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change[1](rows, last)))
    with pytest.raises(SegmentDamaged):
        verify_file(path, public)


def test_another_key_signed_nothing(archive):
    run(archive)
    with pytest.raises(SegmentDamaged, match="signature"):
        verify_file(files(archive.folder)[0], Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_nothing_more_is_dropped_while_a_file_is_not_whole(archive, harm):
    steps = archive.steps(-60_000)
    while not next(steps):
        pass
    steps.close()
    [path] = files(archive.folder)
    content = path.read_bytes()
    path.unlink() if harm == "gone" else path.write_bytes(content[:-10])
    with pytest.raises(NotArchived):
        run(archive)
    assert sql(archive.database, "SELECT min(position) AS first FROM audit") == [{"first": 3}]
    path.write_bytes(content)
    assert run(archive) == 6


def test_a_file_that_is_gone_before_its_rows_are_is_written_again(archive):
    steps = archive.steps(-60_000)
    while not files(archive.folder):
        next(steps)
    next(steps)
    steps.close()
    files(archive.folder)[0].unlink()
    assert run(archive) == 8


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_chain SET begin_position = 0, begin_link = '', begin_mac = NULL",
        "UPDATE audit_chain SET begin_position = 10",
        "UPDATE audit_chain SET begin_mac = 'x'",
        "UPDATE audit_chain SET begin_mac = NULL",
        "UPDATE audit_chain SET begin_link = (SELECT link FROM audit WHERE position = 9)",
        "DELETE FROM audit WHERE position = 9",
        "DELETE FROM audit WHERE position = 10",
        "DELETE FROM audit",
        "UPDATE audit SET action = 'LOGIN' WHERE position = 9",
    ],
)
def test_rows_that_were_not_archived_cannot_be_taken_for_archived(archive, statement):
    run(archive)
    assert whole(archive)
    sql(archive.database, statement)
    assert verify(archive.database, archive.sealer).problem is not None
    with pytest.raises(NotArchived) if "begin" in statement else pytest.raises((NotArchived, AssertionError)):
        assert run(archive, age_ms=-2 * DAY_MS) is None


def test_a_head_that_was_noted_is_held_against_what_is_left(archive):
    run(archive)
    begin = whole(archive).begin
    assert whole(archive, Head(begin.position, begin.link))
    assert verify(archive.database, archive.sealer, Head(begin.position, "0" * 64)).problem is not None
    assert "archived" in str(verify(archive.database, archive.sealer, Head(3, "0" * 64)).problem)


def test_rows_that_are_dropped_while_the_trail_is_verified_are_not_missed(archive, monkeypatch):
    from activities.audit import verification

    real, calls = verification._follow, []

    def slow(*arguments):
        if not calls:
            calls.append(run(archive))
        return real(*arguments)

    monkeypatch.setattr(verification, "_follow", slow)
    assert whole(archive).begin.position == 8
    assert calls == [8]


def test_without_a_trail_there_is_nothing_to_archive(audited, sealer, folder):
    assert [*Archive(audited, sealer, folder).steps(0)] == []
