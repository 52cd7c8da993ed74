"""What tests of commands share."""

import logging

import pytest

from config.settings import Settings
from tests.migrated import by_copying


@pytest.fixture(scope="package", autouse=True)
def _copied_schemas():
    """What migrations do is the subject of `tests/activities/store/test_migrations.py`."""
    with by_copying():
        yield


@pytest.fixture
def beside(stack, monkeypatch):
    """The settings are those of the stack that all tests share: what commands do, they do beside it."""
    for field in Settings.model_fields:
        monkeypatch.delenv(f"NEXTSTEP_{field.upper()}", raising=False)
    for name, value in stack.settings.environ().items():
        if name.startswith("NEXTSTEP_") and value:
            monkeypatch.setenv(name, value)
    return stack


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
