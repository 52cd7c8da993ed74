"""`nextstep worker`: runs the workflows and their activities until it is told to stop."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Coroutine
from typing import Any

import click

from api.commands.failure import temporal_away
from api.commands.gate import Gate
from api.commands.options import serving_settings_of
from api.commands.sealed_database import check_key
from config.event_loop import new_event_loop
from config.loading import loading
from config.settings import Settings

log = logging.getLogger(__name__)

# Work in hand ends within the worker's own grace, which is shorter; a worker that hangs must not outlive its parent.
DRAIN_SECONDS = 12
# Where the worker prepares what everybody needs, Temporal starts beside it.
_TEMPORAL_SECONDS = 60


@click.command()
@click.option(
    "--prepare", nargs=2, type=int, hidden=True, help="Do what `migrate` does, and open the gate of these two."
)
@click.option(
    "--until-empty",
    is_flag=True,
    help="Go on with what is open on the task queue, begin nothing, and end once nothing is open on it any more.",
)
def command(prepare: tuple[int, int] | None, *, until_empty: bool) -> None:
    """Run the worker, against an external Temporal and database.

    Until SIGTERM or Ctrl-C, which let it finish what it has begun. Any number of them share the
    work. nextstep migrate comes first.
    """
    settings = serving_settings_of("worker")
    gate = Gate(*prepare) if prepare else None
    with loading():
        if gate is not None and not gate.is_open:
            _prepare(settings)
            gate.open()
        else:
            check_key(settings)
        from api.formdata.push_words import push_words
        from workflows.worker import run
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_run_until_stopped(settings, run(settings, push_words, until_empty=until_empty)))


def _prepare(settings: Settings) -> None:
    from api.commands.preparation import prepare

    prepare(
        settings,
        retention_days=settings.retention_days,
        wait_seconds=_TEMPORAL_SECONDS,
        report=log.info,
        warn=log.warning,
    )


async def _run_until_stopped(settings: Settings, work: Coroutine[Any, Any, None]) -> None:
    from workflows.temporal.cluster import cluster_of

    working = asyncio.ensure_future(work)

    def stop() -> None:
        working.cancel()
        watchdog = threading.Timer(DRAIN_SECONDS, _give_up)
        watchdog.daemon = True
        watchdog.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await working
    except asyncio.CancelledError:
        log.info("worker ended")
    except RuntimeError as error:
        if "client connect" in str(error):
            raise temporal_away(cluster_of(settings).address, error) from None
        raise


def _give_up() -> None:
    log.error("work in hand did not end within %s s; leaving it to be done again", DRAIN_SECONDS)
    os._exit(1)
