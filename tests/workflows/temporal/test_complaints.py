"""A collector that is away fills no log."""

import logging

import pytest

from workflows.temporal import complaints


@pytest.fixture
def logger():
    found = logging.getLogger("opentelemetry")
    before = found.handlers[:], found.propagate
    complaints.hear()
    yield found
    found.handlers[:], found.propagate = before


class Log(logging.Handler):
    """The root's, as our log is; pytest's own hears what is not passed on, too."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def test_each_logger_of_the_sdk_has_a_line_a_minute(logger, monkeypatch):
    now, log = 1000.0, Log()
    monkeypatch.setattr(logging.getLogger(), "handlers", [log])
    monkeypatch.setattr(complaints.time, "monotonic", lambda: now)
    for second in range(0, 121, 5):
        now = 1000.0 + second
        logger.getChild("exporter").error("away")
        logger.getChild("exporter").debug("quiet")
    logger.getChild("sdk").warning("full")
    assert log.lines == ["away", "away", "away", "full"]
