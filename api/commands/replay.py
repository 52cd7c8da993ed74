"""`nextstep replay`: recorded histories through today's code: what was decided, and whether it still would be."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.failure import Failed, temporal_away
from api.commands.options import operator_settings_of
from api.commands.tables import as_json, moment, print_facts, print_json, print_table

if TYPE_CHECKING:
    from temporalio.client import WorkflowHistory

    from config.settings import Settings
    from workflows.replay import Replay

_SECONDS = 30
_TOLD_EACH = 500


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--registration", is_flag=True, help="The ids are of registrations.")
@click.option(
    "--open", "all_open", is_flag=True, help="All that are open, of the task queue: what a new release meets."
)
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A history as JSON, as the Temporal UI and `temporal workflow show --output json` give it; repeatable.",
)
@as_json
def command(ids: tuple[str, ...], registration: bool, all_open: bool, files: tuple[Path, ...], as_json: bool) -> None:
    """Replay the histories of operations by the code that is installed here, changing nothing.

    Tells step by step what was decided, and whether this code decides the same; exit code 1 where it does not, or where a history
    does not replay: a worker of this release could not go on with it.
    """
    if all_open:
        if ids or files:
            raise click.UsageError("--open is of all; give no ids and no files with it")
        _replay_open(operator_settings_of("replay"), as_json=as_json)
        return
    if not ids and not files:
        raise click.UsageError("give ids of operations, --file, or --open")

    from activities.secrets.sealing import Unsealable
    from workflows.replay import replay

    settings = operator_settings_of("replay")
    documents: list[dict[str, Any]] = []
    with _core_silent():
        for name, history in [*_from_files(files), *_from_temporal(settings, ids, registration=registration)]:
            if len(ids) + len(files) > 1:
                click.echo(f"replaying {name} ({len(documents) + 1} of {len(ids) + len(files)})", err=True)
            try:
                documents.append(_document(name, asyncio.run(replay(_in_clear(history, settings)))))
            except (ValueError, Unsealable) as error:
                raise Failed(f"{name}: {error}") from None
    if as_json:
        print_json({"replayed": documents})
    else:
        for number, one in enumerate(documents):
            if number:
                click.echo()
            _print(one)
    if bad := [one["id"] for one in documents if not one["same"]]:
        raise Failed(
            f"not as recorded: {', '.join(bad)}; keep workers of the release that recorded them until they have ended"
        )


def _replay_open(settings: "Settings", *, as_json: bool) -> None:
    """What a worker of this release would do with all that it finds; what it would not decide as recorded is shown."""
    from temporalio.service import RPCError

    from workflows.replay import replay
    from workflows.temporal.cluster import cluster_of
    from workflows.temporal.open_histories import OpenHistories

    begun = unbegun = 0
    differing: list[dict[str, Any]] = []

    async def work() -> None:
        nonlocal begun, unbegun
        async for name, history in OpenHistories(settings):
            try:
                found = await replay(_in_clear(history, settings))
                document, is_same, has_begun = _document(name, found), found.is_same, bool(found.steps)
            except ValueError as error:
                document, is_same, has_begun = {"id": name, "same": False, "problem": str(error)}, False, True
            begun, unbegun = begun + has_begun, unbegun + (not has_begun)
            if not is_same:
                differing.append(document)
            if (begun + unbegun) % _TOLD_EACH == 0:
                click.echo(f"{begun + unbegun} replayed, {len(differing)} not as recorded", err=True)

    with _core_silent():
        try:
            asyncio.run(work())
        except (RPCError, RuntimeError, TimeoutError) as error:
            raise temporal_away(cluster_of(settings).address, error) from None
    if as_json:
        print_json({"open": begun + unbegun, "unbegun": unbegun, "replayed": differing})
    else:
        print_facts(
            [("open", begun + unbegun), ("of these nobody has touched", unbegun), ("not as recorded", len(differing))]
        )
        if differing:
            click.echo()
            print_table(
                ("workflow", "because"), [(one["id"], one["problem"] or "it decides otherwise") for one in differing]
            )
    if differing:
        raise Failed(
            f"{len(differing)} open workflows would not go on with this release as they began; give it a task queue of its own "
            "(NEXTSTEP_TASK_QUEUE), and keep workers of the release before until these have ended"
        )


@contextmanager
def _core_silent() -> "Iterator[None]":
    """What the SDK's core warns of is told in the table."""
    core = logging.getLogger("temporalio.core")
    level = core.level
    core.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        core.setLevel(level)


def _from_files(files: tuple[Path, ...]) -> "Iterator[tuple[str, WorkflowHistory]]":
    from temporalio.client import WorkflowHistory

    for file in files:
        try:
            yield str(file), WorkflowHistory.from_json(file.stem, file.read_text())
        except (ValueError, KeyError, TypeError) as error:  # also what the parser of protocol buffers raises
            raise Failed(f"{file}: is no history as JSON: {str(error).partition(chr(10))[0]}") from None


def _from_temporal(
    settings: "Settings", ids: tuple[str, ...], *, registration: bool
) -> "Iterator[tuple[str, WorkflowHistory]]":
    from temporalio.service import RPCError, RPCStatusCode

    from workflows.temporal.client import connect
    from workflows.temporal.cluster import cluster_of
    from workflows.temporal.identifiers import of_operation, of_registration

    async def fetch(workflow_id: str) -> "WorkflowHistory":
        async with asyncio.timeout(_SECONDS):
            client = await connect(settings)
            return await client.get_workflow_handle(workflow_id).fetch_history()

    for one in ids:
        try:
            yield one, asyncio.run(fetch((of_registration if registration else of_operation)(one)))
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise Failed(
                    f"{one}: Temporal does not know it, or no more: it forgets what ended longer ago than its retention"
                ) from None
            raise temporal_away(cluster_of(settings).address, error) from None
        except (RuntimeError, TimeoutError) as error:
            raise temporal_away(cluster_of(settings).address, error) from None


def _in_clear(history: "WorkflowHistory", settings: "Settings") -> "WorkflowHistory":
    """The history as it was before it was encrypted. Raises `Unsealable` where the settings' keys do not open it."""
    from workflows.temporal.converter import codec_of

    codec = codec_of(settings)
    for event in history.events:
        codec.decrypt_within(event)
    return history


def _document(name: str, replay: "Replay") -> dict[str, Any]:
    return {
        "id": name,
        "workflow": replay.workflow_type,
        "events": replay.events,
        "replays": replay.problem is None,
        "problem": replay.problem,
        "same": replay.is_same,
        "steps": [
            {
                "at": moment(step.at_ms),
                "step": step.name,
                "recorded": _said(step.recorded_answer),
                "decided": _said(step.todays_answer),
                "same": step.is_same,
            }
            for step in replay.steps
        ],
    }


def _print(document: dict[str, Any]) -> None:
    print_facts(
        [
            ("history", document["id"]),
            ("workflow", f"{document['workflow']}, {document['events']} events"),
            ("replays", document["replays"]),
            ("because", document["problem"]),
            ("decides the same", document["same"]),
        ]
    )
    click.echo()
    print_table(
        ("at", "step", "recorded", "today"),
        [
            (one["at"], one["step"], one["recorded"], "the same" if one["same"] else one["decided"])
            for one in document["steps"]
        ],
    )


def _said(answer: Any) -> str | None:
    """An answer in a line: states, methods and reasons, and nothing of whom."""
    if not isinstance(answer, dict):
        return None if answer is None else str(answer)
    state = answer.get("state", answer)
    if history := state.get("history"):
        entry = history[-1]
        then = " or ".join(entry["steps"]) or entry["result"]
        why = f" ({entry['description']})" if entry.get("description") else ""
        return f"{entry['method']} {entry['step_result']}, then {then}{why}"
    words = (state.get("result") or state.get("status"), state.get("description") or state.get("reason"))
    return ": ".join(str(word) for word in words if word) or None
