"""What tests of commands share."""

import logging
import socket

import pytest

from config import master_key
from config.settings import Settings
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.e2e.in_clear import http_client
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
def cloud_bank(beside):
    """A bank at that stack, and the line of its phones."""
    url = beside.settings.base_url
    with http_client(base_url=url, timeout=60) as client, http_client(timeout=15) as phones:
        yield Bank(Cloud(client, beside.admin), url, phones)


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


@pytest.fixture
def keyed(alone, monkeypatch):
    """As `alone`, with a master key, and a password of the administrator's."""
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    monkeypatch.setenv("NEXTSTEP_ADMIN_PASSWORD", "the administrator's own")


@pytest.fixture
def silent():
    """A port that nobody listens on, and nobody can."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]
