"""A user erased: operations are canceled and devices removed first, histories are forgotten, and then the rows go.

In this order a process may die anywhere: what still has a row is found again by the next run. What does not end in time keeps its
row, and is told.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from temporalio.client import Client

from activities.retention.erasure import Erasure
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from workflows.registration.client.gateway import Registrations
from workflows.registration.model import RegistrationChange
from workflows.temporal import histories
from workflows.temporal.client import Temporal
from workflows.temporal.identifiers import of_operation, of_registration

# An operation that is canceled writes its row first. Of one batch together.
_ENDING_SECONDS, _LOOK_SECONDS = 15.0, 0.2
_CALL_SECONDS = 30.0


@dataclass(slots=True)
class Erased:
    """How many operations and registrations went, and the ids of those that go on in spite of it."""

    operations: int = 0
    registrations: int = 0
    remaining: list[str] = field(default_factory=list)


def erase(erasure: Erasure, temporal: Temporal, registrations: Registrations) -> Erased:
    """Raises `EngineUnavailable`, `StoreUnavailable`; what was done by then stays done."""
    done, after = Erased(), ""
    while found := [one.id for one in erasure.operations(after)]:
        after = found[-1]
        gone = _end_all(temporal, found, of_operation, cancels=True)
        erasure.drop_operations(gone)
        done.operations += len(gone)
        done.remaining += [one for one in found if one not in gone]
    after = ""
    while subjects := erasure.registrations(after):
        after = subjects[-1].id
        for one in subjects:
            if one.status != RegistrationStatus.REMOVED:
                _remove(registrations, one.id)
        found = [one.id for one in subjects]
        gone = _end_all(temporal, found, of_registration, cancels=False)
        erasure.drop_registrations(gone)
        done.registrations += len(gone)
        done.remaining += [one for one in found if one not in gone]
    erasure.drop_the_rest(done.operations + done.registrations)
    return done


def _remove(registrations: Registrations, registration_id: str) -> None:
    with suppress(Refused):  # it was removed, or its time was up, meanwhile
        registrations.change(registration_id, RegistrationChange.REMOVE)


def _end_all(temporal: Temporal, ids: list[str], workflow_id: Callable[[str], str], *, cancels: bool) -> list[str]:
    """Those whose workflows have ended, and whose histories the server was told to forget."""

    async def end(client: Client, one: str) -> bool:
        name = workflow_id(one)
        if await histories.is_open(client, name):
            if cancels:
                await histories.cancel(client, name)
            if not await _closes(client, name):
                return False
        await histories.delete(client, name)
        return True

    def all_of_them(client: Client) -> Awaitable[list[bool]]:
        return asyncio.gather(*(end(client, one) for one in ids))

    ended = temporal.call(all_of_them, _CALL_SECONDS)
    return [one for one, has_ended in zip(ids, ended, strict=True) if has_ended]


async def _closes(client: Client, workflow_id: str) -> bool:
    for _ in range(int(_ENDING_SECONDS / _LOOK_SECONDS)):
        if not await histories.is_open(client, workflow_id):
            return True
        await asyncio.sleep(_LOOK_SECONDS)
    return False
