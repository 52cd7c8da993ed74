"""Deliveries on their way from the outbox into workflows: right after the commit, or found by the sweep."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.clock import now_ms
from activities.deliveries import outbox
from activities.store import deliveries
from activities.store.database import Database, Session
from workflows.client import Temporal
from workflows.delivery.identity import SUMMARY, at_start
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.identifiers import of_delivery

_SECONDS = 8.0
_TASK_TIMEOUT = timedelta(seconds=2)
# Whoever noted a delivery has it attempted at once; one that was not has lost him.
_UNTRIED_MS = 10_000
# Twice the longest interval between attempts: the workflow is gone, somebody terminated it.
_SILENT_MS = 2 * 3_600_000
_BATCH = 200


class Courier:
    """Of a process that calls Temporal from threads."""

    def __init__(self, temporal: Temporal, task_queue: str) -> None:
        self._temporal = temporal
        self._task_queue = task_queue

    def committed(self, session: Session) -> None:
        """Have delivered what the transaction has noted. Waits for nothing: what is lost here is found by the sweep."""
        if noted := outbox.taken(session):
            self._temporal.post(lambda client: start(client, self._task_queue, noted), _SECONDS)


class LoopCourier:
    """Of a process whose client lives on `loop`, and whose transactions run in other threads."""

    def __init__(self, client: Client, task_queue: str, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._task_queue = task_queue
        self._loop = loop

    def committed(self, session: Session) -> None:
        """Have delivered what the transaction has noted. Waits for nothing: what is lost here is found by the sweep."""
        if noted := outbox.taken(session):
            asyncio.run_coroutine_threadsafe(start(self._client, self._task_queue, noted), self._loop)


async def start(client: Client, task_queue: str, delivery_ids: Iterable[str]) -> None:
    """Start a workflow for each delivery that has none running.

    Its id may have been used: by the workflow of a delivery that is sent again, or by one that was terminated.
    """
    for delivery_id in delivery_ids:
        with suppress(WorkflowAlreadyStartedError):
            await client.start_workflow(
                DeliveryWorkflow.run,
                delivery_id,
                id=of_delivery(delivery_id),
                task_queue=task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                search_attributes=at_start(),
                static_summary=SUMMARY,
                task_timeout=_TASK_TIMEOUT,
            )


async def sweep(client: Client, task_queue: str, database: Database) -> None:
    """Start workflows for deliveries that lost whoever noted them. Repeatable, and harmless by several at once.

    Raises `StoreUnavailable`, and what Temporal's client raises.
    """
    after = ""
    while stranded := await asyncio.to_thread(_stranded, database, after):
        await start(client, task_queue, stranded)
        after = stranded[-1]


def _stranded(database: Database, after: str) -> list[str]:
    now = now_ms()
    with database.read() as session:
        return deliveries.stranded(
            session,
            untried_since_ms=now - _UNTRIED_MS,
            silent_since_ms=now - _SILENT_MS,
            after=after,
            size=_BATCH,
        )
