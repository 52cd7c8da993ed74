"""What tests of `nextstep evidence` share."""

import pytest

from config import master_key
from tests.api.commands.evidence.bank import Bank


@pytest.fixture
def bank(alone, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    found = Bank()
    yield found
    found.database.close()
