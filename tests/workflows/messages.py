"""Every type that our workflows and activities are sent, and answer with."""

from collections.abc import Sequence
from typing import Any

from temporalio import activity, workflow
from temporalio.common import RawValue

from config.settings import load
from workflows import worker
from workflows.operation.messages import StartOperation


def message_types() -> list[Any]:
    """Each type once, as it is declared. Null stands for nothing: it is sent without a type."""
    # The operations' workflow is dynamic, and reads its input itself.
    found: list[Any] = [StartOperation]
    for definition in (*_of_workflows(), *_of_activities()):
        for one in (*(definition.arg_types or ()), definition.ret_type):
            if one not in (None, type(None), Sequence[RawValue], *found):
                found.append(one)
    return found


def _of_workflows():
    for kind in worker.WORKFLOWS:
        definition = workflow._Definition.from_class(kind)
        yield from (definition, *definition.updates.values(), *definition.queries.values())
        assert not definition.signals, "signals have types, too"


def _of_activities():
    settings = load()
    attempts = worker.attempts_of(settings, None, None, {})
    for one in (*worker.activities(None, None, None, None, settings), attempts.deliver, attempts.abandon):
        yield activity._Definition.must_from_callable(one)
