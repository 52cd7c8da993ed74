"""A log record is one line, whatever it says."""

import json
import logging
import re

import pytest

from config import correlation, logs


@pytest.fixture(autouse=True)
def _restore():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines(capsys):
    return capsys.readouterr().err.splitlines()


def test_a_record_is_one_line_in_utc(capsys):
    logs.set_up(level="INFO", form="text", process="api")
    logging.getLogger("api.management.health").info("ready: %s", "a\nb\r\x00\u2028c")
    (line,) = lines(capsys)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO api api\.management\.health: ready: .*", line)
    assert line.endswith(r"a\nb\r\x00\u2028c")


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_stays_on_its_line_and_quotes_nothing(capsys, form):
    logs.set_up(level="INFO", form=form, process="worker")
    secret = "whsec_of a bank"
    try:
        try:
            raise OSError(28, f"no place for {secret}")
        except OSError as error:
            raise RuntimeError(f"cannot keep {secret}") from error
    except RuntimeError:
        logging.getLogger("workflows.worker").exception("failed")
    (line,) = lines(capsys)
    assert "Traceback" in line
    assert "test_an_exception_stays" in line
    assert "OSError (ENOSPC)" in line
    assert line.rstrip('"}').endswith("RuntimeError")
    assert secret not in line


@pytest.mark.parametrize(
    ("level", "logger", "heard"),
    [
        ("INFO", "activities.store", True),
        ("WARNING", "activities.store", False),
        ("INFO", "temporalio.worker", False),
        ("DEBUG", "sqlalchemy.engine", False),
    ],
)
def test_our_loggers_follow_the_level_and_others_are_quiet(capsys, level, logger, heard):
    logs.set_up(level=level, form="text", process="api")
    logging.getLogger(logger).info("something")
    assert bool(lines(capsys)) is heard


def test_others_are_heard_from_a_warning_on(capsys):
    logs.set_up(level="ERROR", form="text", process="api")
    logging.getLogger("temporalio").warning("unreachable")
    assert len(lines(capsys)) == 1


def test_json_lines(capsys):
    logs.set_up(level="INFO", form="json", process="api")
    logging.getLogger("api").warning("a\nb")
    (line,) = lines(capsys)
    record = json.loads(line)
    assert (record["level"], record["process"], record["logger"], record["message"]) == (
        "WARNING",
        "api",
        "api",
        "a\nb",
    )
    assert record["time"].endswith("Z")
    assert "exception" not in record


def test_setting_up_twice_says_everything_once(capsys):
    for _ in range(2):
        logs.set_up(level="INFO", form="text", process="api")
    logging.getLogger("api").info("once")
    assert len(lines(capsys)) == 1


def test_the_request_that_is_answered_is_named(capsys):
    token = correlation.request_id.set("request-1")
    try:
        for form in ("text", "json"):
            logs.set_up(level="INFO", form=form, process="api")
            logging.getLogger("api").info("something")
    finally:
        correlation.request_id.reset(token)
    logging.getLogger("api").info("something")
    text, told, outside = lines(capsys)
    assert text.endswith("INFO api api: [request-1] something")
    assert json.loads(told)["request"] == "request-1"
    assert "request" not in json.loads(outside)


def test_fields_of_a_record_stand_behind_its_message(capsys):
    fields = {"route": "/operation/<operation_id>", "ms": 1.5, "reason": "a\nb"}
    for form in ("text", "json"):
        logs.set_up(level="INFO", form=form, process="api")
        logging.getLogger("api").info("request", extra={"fields": fields})
    text, told = lines(capsys)
    assert text.endswith(r"INFO api api: request route=/operation/<operation_id> ms=1.5 reason=a\nb")
    assert fields.items() <= json.loads(told).items()
