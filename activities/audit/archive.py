"""Old rows of the trail go into files, and then out of the database; the chain goes on from where they ended.

A segment is planned in the database first: whoever comes again after a crash writes the same rows, which make the same file. Only
when the file is where it belongs, was read again and found whole, rows are dropped, batch by batch; where the chain begins moves
on in each batch's transaction. So at any moment each row is in the database or in a whole file, and the chain can be verified.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from activities.audit import keys, segment
from activities.audit.chain import Walk
from activities.audit.keys import AuditKeys
from activities.audit.segment import SegmentDamaged, SegmentWriter
from activities.audit.verification import is_begin
from activities.secrets.sealing import Sealer
from activities.store.audit import rows as store
from activities.store.audit import segments
from activities.store.audit.ends import Begin
from activities.store.audit.segments import Segment
from activities.store.database import Database
from config import folders

log = logging.getLogger(__name__)

# Of one file, some tens of megabytes; and of one transaction that drops them.
_ROWS, _BATCH = 50_000, 200
# After so many rows of a file whoever waits is told.
_BREATH = 500


class NotArchived(ValueError):
    """The trail, or a file of its archive, is not what it should be: everything stays as it is, for somebody to look at."""


@dataclass(frozen=True, slots=True)
class Archive:
    """In `folder`, which every worker sees alike."""

    database: Database
    sealer: Sealer
    folder: Path

    def steps(self, age_ms: int) -> Iterator[int]:
        """Archive and drop what is older, in steps: how many rows each has dropped. May be left after any step.

        Raises `NotArchived`, `OSError`, `StoreUnavailable`, `Unsealable`.
        """
        audit_keys = keys.read(self.database, self.sealer)
        while audit_keys is not None:
            next_segment = self._plan(audit_keys, age_ms)
            if next_segment is None:
                return
            begin, found = next_segment
            if found.sha256 is None or (begin.position < found.first_position and not self._path(found).exists()):
                yield from self._write(audit_keys, begin, found)
            yield from self._check(audit_keys, found)
            yield from self._drop(audit_keys, found)

    def _plan(self, audit_keys: AuditKeys, age_ms: int) -> tuple[Begin, Segment] | None:
        """Where the chain begins, and the segment that is not dropped yet, or not whole; null: nothing is old enough."""
        with self.database.read() as session:
            begin = self._begin(audit_keys, segments.begin(session, is_locked=False))
            known = [one for one in segments.list_segments(session) if one.last_position > begin.position]
            fresh = None if known else segments.reach(session, begin.position + 1, age_ms=age_ms, size=_ROWS)
        if fresh is not None:
            with self.database.write() as session:
                segments.plan(session, fresh)
                known = [one for one in [segments.at(session, fresh.first_position)] if one is not None]
        return (begin, known[0]) if known else None

    def _write(self, audit_keys: AuditKeys, begin: Begin, next_segment: Segment) -> Iterator[int]:
        """The file under another name, then under its own. Each row is held against the chain on its way."""
        if begin.position != next_segment.first_position - 1:
            raise _refusal(next_segment, "rows of it are dropped, and its file was never noted")
        path = self._path(next_segment)
        walk, writer = Walk(audit_keys.chain, begin), SegmentWriter(audit_keys.archive, begin)
        for left in self.folder.glob(f".{path.name}.*"):
            left.unlink(missing_ok=True)
        number, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=self.folder)
        try:
            with os.fdopen(number, "wb") as file:
                rows = store.sealed_rows(
                    self.database, range(next_segment.first_position, next_segment.last_position + 1)
                )
                for count, row in enumerate(rows):
                    if (problem := walk.follow(row)) is not None:
                        raise _refusal(next_segment, f"{problem}: run nextstep audit verify")
                    file.write(writer.line(row))
                    if count % _BREATH == _BREATH - 1:
                        yield 0
                if walk.head.position != next_segment.last_position:
                    raise _refusal(next_segment, "rows are missing at its end: run nextstep audit verify")
                file.write(writer.last_line())
                file.flush()
                os.fsync(file.fileno())
            Path(made).replace(path)
        finally:
            Path(made).unlink(missing_ok=True)
        folders.sync(self.folder)
        with self.database.write() as session:
            segments.mark_written(session, next_segment.first_position, writer.sha256)
        log.info("audit rows %d to %d are archived", next_segment.first_position, next_segment.last_position)
        yield 0

    def _check(self, audit_keys: AuditKeys, next_segment: Segment) -> Iterator[int]:
        """The file is read again from its beginning. Raises `NotArchived`."""
        manifest = None
        try:
            for count, said in enumerate(segment.read(self._path(next_segment), audit_keys.archive.public_key())):
                manifest = said
                if count % _BREATH == _BREATH - 1:
                    yield 0
        except (SegmentDamaged, FileNotFoundError) as error:
            raise _refusal(next_segment, f"its file is not whole: {type(error).__name__} {error}") from None
        positions = (next_segment.first_position, next_segment.last_position)
        if manifest is None or (manifest.first_position, manifest.last_position) != positions:
            raise _refusal(next_segment, "its file has other rows")

    def _drop(self, audit_keys: AuditKeys, next_segment: Segment) -> Iterator[int]:
        dropped = 1
        while dropped:
            with self.database.write() as session:
                dropped = 0
                begin = self._begin(audit_keys, segments.begin(session, is_locked=True))
                if begin.position < next_segment.last_position:
                    end = min(begin.position + _BATCH, next_segment.last_position)
                    new = Begin(end, segments.link(session, end) or "")
                    dropped = segments.drop(session, begin.position, new, audit_keys.chain.begin(new))
                    if dropped != end - begin.position:
                        raise _refusal(next_segment, "rows are missing: run nextstep audit verify")
            if dropped:
                yield dropped

    def _begin(self, audit_keys: AuditKeys, begin: tuple[Begin, str | None] | None) -> Begin:
        if begin is None or not is_begin(audit_keys.chain, *begin):
            log.error("where the audit chain begins was changed: run nextstep audit verify")
            raise NotArchived
        return begin[0]

    def _path(self, next_segment: Segment) -> Path:
        return self.folder / segment.name(next_segment.first_position, next_segment.last_position)


def _refusal(next_segment: Segment, reason: str) -> NotArchived:
    # Histories hear the kind of a fault alone.
    log.error("audit rows %d to %d stay: %s", next_segment.first_position, next_segment.last_position, reason)
    return NotArchived(reason)
