"""Operations of templates, created with a gateway that needs no engine."""

import itertools

import pytest

from activities.secrets.sealing import Sealer
from activities.store.shipped import load_shipped
from activities.templates.shipped import load_templates
from config import master_key
from config.definitions.load import load as load_definitions
from config.reasons import Reason
from config.refused import Refused
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

    def creating(*applications, **values):
        new = NewCloudOperation("one", "payment", applications or ["app"], "en", PAYMENT, "digest", **values)
        return operations.create(new).view.state

    return creating


def test_a_deadline_is_the_one_that_was_asked_for_however_long_its_creation_takes(create, house, monkeypatch):
    ticking = itertools.count(1_800_000_000_000, 700)
    for module in (cloud_operations, gateway):
        monkeypatch.setattr(module, "now_ms", lambda: next(ticking))
    assert create(expires_ms=1_800_000_060_000).expires_ms == 1_800_000_060_000


def test_a_repetition_is_answered_to_whom_manages_one_of_its_applications(create):
    created = create("app", "other", repeatable=True)
    assert create("other", "third", repeatable=True) == created
    for applications in (("third",), ("APP",)):
        with pytest.raises(Refused) as refused:
            create(*applications, repeatable=True)
        assert refused.value.reason is Reason.KEY_REUSED
