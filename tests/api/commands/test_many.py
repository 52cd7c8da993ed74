"""One of many that cannot be done is told, by its id, and the others are done all the same."""

import json

import pytest

from api.commands.failure import Failed
from api.commands.many import act_on_each
from workflows.temporal.client import EngineUnavailable, WorkflowSilent


def act(id):
    if id == "paused":
        raise WorkflowSilent("an operator has paused the workflow")
    if id == "ended":
        raise Failed("ended: it is APPROVED")
    if id == "away":
        raise EngineUnavailable("no connection to Temporal")
    return "CANCELED"


def test_what_is_paused_keeps_nobody_from_the_others(capsys):
    with pytest.raises(Failed) as caught:
        act_on_each(["one", "paused", "ended", "two"], act, name="operations", as_json=False)
    assert capsys.readouterr().out == "one: CANCELED\ntwo: CANCELED\n"
    assert caught.value.message.splitlines() == [
        "paused: an operator has paused the workflow; look at it in Temporal, and run this again",
        "ended: it is APPROVED",
    ]


def test_a_document_says_of_each_what_became_of_it(capsys):
    with pytest.raises(Failed):
        act_on_each(["one", "paused"], act, name="operations", as_json=True)
    first, second = json.loads(capsys.readouterr().out)["operations"]
    assert first == {"id": "one", "status": "CANCELED", "problem": None}
    assert (second["status"], second["problem"].partition(";")[0]) == (
        None,
        "paused: an operator has paused the workflow",
    )


def test_nobody_is_asked_any_more_once_temporal_is_away(capsys):
    with pytest.raises(EngineUnavailable):
        act_on_each(["one", "away", "two"], act, name="operations", as_json=False)
    assert capsys.readouterr().out == "one: CANCELED\n"
