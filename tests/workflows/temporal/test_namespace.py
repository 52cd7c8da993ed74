"""Deliveries have a namespace of their own, which is made by whoever prepares Temporal, as often as he likes."""

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from config.settings import SettingsInvalid, load
from tests.workflows.engine import Engine
from workflows.temporal.client import connect
from workflows.temporal.namespace import check, missing_search_attributes, prepare
from workflows.temporal.search_attributes import ALL, OF_DELIVERIES


@pytest.fixture
def engine(live_engine):
    return live_engine


async def test_both_namespaces_know_their_attributes_however_often_they_are_prepared(engine: Engine):
    settings = engine.settings.model_copy(update={"temporal_deliveries_namespace": "prepared-deliveries"})
    deliveries = await connect(settings, deliveries=True)
    with pytest.raises(SettingsInvalid, match="Temporal has no namespace prepared-deliveries; run nextstep migrate"):
        await check(deliveries)
    for _ in range(2):
        await prepare(settings)
    await check(deliveries)
    assert deliveries.namespace == "prepared-deliveries"
    assert await missing_search_attributes(deliveries, OF_DELIVERIES) == []
    assert await missing_search_attributes(await connect(settings), ALL) == []


async def test_how_long_closed_workflows_are_kept_is_said_for_both(engine: Engine):
    settings = engine.settings.model_copy(update={"temporal_deliveries_namespace": "kept-deliveries"})
    await prepare(settings, retention_days=3)
    for client in (await connect(settings), await connect(settings, deliveries=True)):
        assert await _retention_days(client) == 3


@pytest.mark.parametrize(
    ("given", "name"),
    [({}, "default-deliveries"), ({"temporal_deliveries_namespace": "news"}, "news")],
)
def test_the_namespace_is_named_after_that_of_operations_unless_it_is_given(given, name):
    settings = load(**given)
    assert settings.deliveries_namespace("default") == name


async def _retention_days(client: Client) -> float:
    request = DescribeNamespaceRequest(namespace=client.namespace)
    found = await client.workflow_service.describe_namespace(request)
    return found.config.workflow_execution_retention_ttl.ToTimedelta().days
