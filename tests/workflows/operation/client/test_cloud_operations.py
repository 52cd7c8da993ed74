"""Operations of templates, created with a gateway that needs no engine."""

import itertools

import pytest

from activities.secrets.sealing import Sealer
from activities.store.shipped import load_shipped
from activities.templates.shipped import load_templates
from config import master_key
from config.definitions.load import load as load_definitions
from locales.catalogs import Catalogs
from tests.api.mobile.offline import PAYMENT
from workflows.operation.client import cloud_operations, gateway
from workflows.operation.client.cloud_operations import CloudOperations, NewCloudOperation


@pytest.fixture
def create(house):
    definitions = load_definitions()
    load_shipped(house.database, definitions)
    load_templates(house.database, definitions, Catalogs())
    operations = CloudOperations(house.database, house.gateway, Sealer.of(master_key.generate()))

    def creating(**values):
        new = NewCloudOperation("one", "payment", ["app"], "en", PAYMENT, "digest", **values)
        return operations.create(new).view.state

    return creating


def test_a_deadline_is_the_one_that_was_asked_for_however_long_its_creation_takes(create, house, monkeypatch):
    ticking = itertools.count(1_800_000_000_000, 700)
    for module in (cloud_operations, gateway):
        monkeypatch.setattr(module, "now_ms", lambda: next(ticking))
    assert create(expires_ms=1_800_000_060_000).expires_ms == 1_800_000_060_000
