"""What tests of commands share."""

import logging

import pytest

from config.settings import Settings


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """No settings but a home of its own, in a folder of its own; logging is afterwards as it was."""
    for field in Settings.model_fields:
        monkeypatch.delenv(f"NEXTSTEP_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEXTSTEP_HOME", str(tmp_path / "home"))
    root = logging.getLogger()
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers
    logging.captureWarnings(False)
