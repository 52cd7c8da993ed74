"""What the Temporal namespace must know before operations run in it."""

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.runtime import Runtime

from config.settings import Settings
from workflows.temporal import search_attributes
from workflows.temporal.client import connect


async def prepare(settings: Settings, *, retention_days: int | None = None, runtime: Runtime | None = None) -> None:
    """Register the search attributes; set how long closed operations are kept, where given. Repeatable."""
    client = await connect(settings, runtime=runtime)
    missing = await missing_search_attributes(client)
    if missing:
        keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=dict.fromkeys(missing, keyword))
        )
    if retention_days is not None:
        retention = Duration()
        retention.FromTimedelta(timedelta(days=retention_days))
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(
                namespace=client.namespace, config=NamespaceConfig(workflow_execution_retention_ttl=retention)
            )
        )


async def missing_search_attributes(client: Client) -> list[str]:
    """The names of those that the namespace does not have."""
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return [key.name for key in search_attributes.ALL if key.name not in listed.custom_attributes]
