"""A bundle of an operation: dossier, told to the audit, signed."""

from dataclasses import dataclass, field

from activities.evidence import bundle, keys
from activities.secrets.sealing import Sealer
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from api.evidence.collect import collect
from api.evidence.page import render
from api.evidence.page_template import HOW_TO_VERIFY
from api.evidence.records import instant
from api.services import Services
from config import exact_json, release
from config.clock import now_ms


@dataclass(frozen=True, slots=True)
class Bundle:
    """The archive, what is missing of it, and what is not in it by a rule."""

    content: bytes = field(repr=False)
    gaps: tuple[str, ...]
    notes: tuple[str, ...]


def make(services: Services, operation_id: str) -> Bundle:
    """The bundle; the audit has who made it before anybody has it.

    Raises `Refused` OPERATION_NOT_FOUND where nothing is known of the operation; `StoreUnavailable`, `Unsealable`.
    """
    sealer = Sealer.of(*services.settings.master_keys)
    found = collect(services, sealer, operation_id)
    with services.database.write() as session:
        key = keys.find_or_create(session, sealer)
        details = {"id": operation_id, "keyGeneration": key.generation}
        trail.record(session, Event(Action.EVIDENCE_MAKE, operation_id=operation_id, details=details))
    made = instant(now_ms())
    records = found.lines()
    facts = {
        "operationId": operation_id,
        "made": made,
        "release": release.version(),
        "trailHead": found.trail_head,
    }
    members = {
        bundle.RECORDS: "".join(exact_json.canonical(one) + "\n" for one in records).encode(
            "utf-8", "backslashreplace"
        ),
        bundle.PAGE: render(operation_id, records, moment=str(made), release=release.version()),
        bundle.HOW_TO_VERIFY: HOW_TO_VERIFY.encode(),
    }
    return Bundle(bundle.pack(members, facts, key), tuple(found.gaps), tuple(found.notes))
