"""Proofs that were wrong and cost their sender nothing: the first ones of an hour are told one by one, the others as a number.

Anybody can send any number of them: signatures of phones that there are not, or by which nothing is counted as a failed attempt,
tokens, passwords of accounts that there are not. So that the trail does not grow as fast as somebody likes, there are ten rows an
hour for each registration and for each of 1,024 places that callers of no registration share by their addresses, and one more
with the number of the others when the hour is over.
"""

import hashlib

from activities.audit import origin
from activities.audit.origin import Origin
from activities.store import signers, unproved
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session
from config.callers import caller_network

FIRST = 10
_PLACES = 1024


def record(session: Session, event: Event, registration_id: str | None) -> None:
    """Tell of a wrong proof, or count it, in the caller's transaction. `registration_id`: of one that there is."""
    if not trail.is_kept(session):
        return
    address = origin.current().address
    occurrences = unproved.count(
        session,
        action=event.action,
        place=registration_id or _place(caller_network(address or "")),
        result=event.result,
        registration_id=registration_id,
        address=None if registration_id else address,
    )
    if occurrences <= FIRST:
        trail.record(session, event)


def record_counts(session: Session) -> int:
    """Tell the numbers of hours that are over. How many there were."""
    over = unproved.take_over(session)
    for one in over:
        if one.occurrences > FIRST:
            signer = signers.find(session, one.registration_id) if one.registration_id else None
            event = Event(
                Action(one.action),
                one.result,
                user_id=signer.user_id if signer else None,
                registration_id=one.registration_id,
                application_id=signer.application_id if signer else None,
                details={
                    "notTold": one.occurrences - FIRST,
                    "since": one.until_ms - unproved.HOUR_MS,
                    "until": one.until_ms,
                },
            )
            with origin.assume(Origin(address=one.address)):
                trail.record(session, event)
    return len(over)


def _place(network: str) -> str:
    digest = hashlib.blake2b(network.encode(), digest_size=4).digest()
    return f"place {int.from_bytes(digest) % _PLACES}"
