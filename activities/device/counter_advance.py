"""Counters of registrations moved on, where a restored database knows less of them than their phones.

A counter that went back makes signatures valid again that were given since: whoever has recorded one may send it once more. Moved
on by as many positions as a phone finds again, the counter is past the first of those; the phone follows when it asks for its
status, or by itself where it has signed as often since (`powerauth-protocol.md` §3.6).

So is the counter of an upgrade that the restored database does not know to be confirmed: its phone may have confirmed it, and
signed by it since. Whoever has recorded the confirmation could repeat it, and behind it whatever was signed then.
"""

from collections.abc import Callable, Iterator
from typing import Final

from activities.powerauth import base64_text, counter
from activities.powerauth.v4 import counter as v4_counter
from activities.store import signers, v4_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database

# One less than a phone looks ahead, whether it counts the position that it is at or not.
STEPS: Final = counter.LOOK_AHEAD - 1
_BATCH = 100


def count_unused(database: Database, saved_ms: int) -> tuple[int, int]:
    """How many registrations with a phone have not been used since the database was saved, and can be moved on.

    And how many cannot: their phone, of protocol 3.0 as far as is known, would not follow.
    """
    with database.read() as session:
        return signers.count_unused(session, saved_ms)


def advance(database: Database, saved_ms: int) -> Iterator[int]:
    """Move the counters of all those on; how many were, batch by batch.

    Each is marked as used just after `saved_ms`, so that none is moved twice: the next run does not find it, nor one whose phone
    has signed meanwhile and so moved it itself.
    """
    while True:
        with database.write() as session:
            found = signers.lock_unused(session, saved_ms, _BATCH)
            upgrades = v4_keys.upgrades(session, [one.registration_id for one in found])
            for one in found:
                if one.registration_id in upgrades:
                    ctr_data, number = upgrades[one.registration_id]
                    after = _moved(ctr_data, v4_counter.next_value)
                    v4_keys.move_upgrade_counter(session, one.registration_id, ctr_data=after, counter=number + STEPS)
                next_value = v4_counter.next_value if one.is_version_4 else counter.next_value
                signers.move_counter(
                    session,
                    one.registration_id,
                    ctr_data=_moved(one.ctr_data or "", next_value),
                    counter=one.counter + STEPS,
                    failed_attempts=one.failed_attempts,
                    protocol=one.protocol,
                    now_ms=saved_ms + 1,
                )
                event = Event(
                    Action.REGISTRATION_ADVANCE,
                    user_id=one.user_id,
                    registration_id=one.registration_id,
                    application_id=one.application_id,
                    details={"steps": STEPS},
                )
                trail.record(session, event)
        if found:
            yield len(found)
        if len(found) < _BATCH:
            return


def _moved(ctr_data: str, next_value: Callable[[bytes], bytes]) -> str:
    position = base64_text.decode(ctr_data)
    for _ in range(STEPS):
        position = next_value(position)
    return base64_text.encode(position)
