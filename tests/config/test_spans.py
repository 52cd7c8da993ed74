"""Where nobody records spans, nothing is done; where somebody does, logs and rows know where they belong."""

import json
import logging
import re
import time

import pytest

from config import logs, spans
from tests.recording import recording

BANKS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
UNSAMPLED = f"{BANKS[:-2]}00"


@pytest.fixture
def recorded():
    with recording() as found:
        yield found


def test_without_a_recorder_spans_are_nothing_and_have_no_ids():
    with spans.span("one") as span, spans.within(BANKS):
        span.set("name", "value")
        span.fail("Error")
        assert (spans.are_recorded(), spans.current(), spans.ids()) == (False, None, None)


def test_a_span_within_a_span_is_its_child(recorded):
    with spans.span("outer"), spans.span("inner"):
        pass
    [inner], [outer] = recorded.named("inner"), recorded.named("outer")
    assert inner.parent.span_id == outer.context.span_id
    assert inner.context.trace_id == outer.context.trace_id


def test_a_span_goes_on_with_a_trace_from_elsewhere(recorded):
    with spans.span("ours", parent=BANKS):
        inside = spans.current()
    [ours] = recorded.named("ours")
    assert re.fullmatch(r"00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01", inside)
    assert f"{ours.parent.span_id:016x}" == "00f067aa0ba902b7"


def test_what_is_not_sampled_elsewhere_is_not_here_and_is_passed_on_so(recorded):
    with spans.span("ours", parent=UNSAMPLED):
        assert spans.current().endswith("-00")
    assert recorded.named("ours") == []


@pytest.mark.parametrize(
    "none",
    [
        "",
        "roman",
        BANKS.upper(),
        f"01{BANKS[2:]}",
        f"{BANKS}-more",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        f"{BANKS}\n",
    ],
)
def test_what_names_no_span_begins_a_trace(recorded, none):
    with spans.span("ours", parent=none):
        pass
    [ours] = recorded.named("ours")
    assert ours.parent is None


def test_a_parent_may_be_given_without_a_span(recorded):
    with spans.within(BANKS):
        assert spans.current() == BANKS
    assert spans.current() is None


def test_a_failure_is_told_by_its_kind_alone(recorded):
    with pytest.raises(ValueError, match="secret"), spans.span("ours"):
        raise ValueError("secret")
    [ours] = recorded.named("ours")
    assert (ours.attributes["error.type"], ours.status.is_ok, ours.status.description) == ("ValueError", False, None)
    assert "secret" not in ours.to_json()


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_of_the_log_names_trace_and_span(capsys, recorded, form):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.set_up(level="INFO", form=form, process="api")
        with spans.span("ours", parent=BANKS):
            trace_id, span_id = spans.ids()
            logging.getLogger("api.one").warning("said", extra={"fields": {"status": 200}})
        logging.getLogger("api.one").warning("said outside")
    finally:
        root.handlers[:], root.level = handlers, level
        logging.captureWarnings(False)
    inside, outside = capsys.readouterr().err.splitlines()
    if form == "json":
        found = json.loads(inside)
        assert (found["trace_id"], found["span_id"], found["status"]) == (trace_id, span_id, 200)
    else:
        assert inside.endswith(f"said status=200 trace_id={trace_id} span_id={span_id}")
    assert trace_id == BANKS.split("-")[1]
    assert "trace_id" not in outside


def test_a_collector_that_hangs_holds_no_end_up(monkeypatch):
    monkeypatch.setattr(spans, "FLUSH_SECONDS", 0.2)
    with recording() as found:
        monkeypatch.setattr(found.recorder.provider, "shutdown", lambda: time.sleep(5))
        begun = time.monotonic()
        spans.close()
        assert time.monotonic() - begun < 3
        assert not spans.are_recorded()
