"""What the Temporal namespaces must know before operations run in the one, and deliveries in the other."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode

from config.settings import Settings, SettingsInvalid
from config.settings.environment import PREFIX
from workflows.temporal.client import connect
from workflows.temporal.search_attributes import ALL, OF_DELIVERIES, Keyword

# Of deliveries that have ended, where nothing else is said: whoever asks why one failed does so within days.
_RETENTION_DAYS = 7
# Each part of a server learns of a new namespace when it next reads them all.
_KNOWN_SECONDS = 60.0


async def prepare(settings: Settings, *, retention_days: int | None = None, runtime: Runtime | None = None) -> None:
    """Register the search attributes; set how long closed workflows are kept, where given. Repeatable.

    The namespace of deliveries is made where there is none.
    """
    client = await connect(settings, runtime=runtime)
    await _register(client, ALL)
    deliveries = await connect(settings, runtime=runtime, deliveries=True)
    await _make(deliveries, retention_days or _RETENTION_DAYS)
    await _register(deliveries, OF_DELIVERIES, patience=_KNOWN_SECONDS)
    if retention_days is not None:
        for one in (client, deliveries):
            await one.workflow_service.update_namespace(
                UpdateNamespaceRequest(
                    namespace=one.namespace,
                    config=NamespaceConfig(workflow_execution_retention_ttl=_days(retention_days)),
                )
            )


async def check(client: Client) -> None:
    """Raises `SettingsInvalid` where there is no such namespace: a worker would only say so in the server's words."""
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise SettingsInvalid(
                f"Temporal has no namespace {client.namespace}; run nextstep migrate, or name another in "
                f"{PREFIX}TEMPORAL_DELIVERIES_NAMESPACE"
            ) from None


async def missing_search_attributes(client: Client, keys: Sequence[Keyword] = ALL) -> list[str]:
    """The names of those that the client's namespace does not have."""
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return [key.name for key in keys if key.name not in listed.custom_attributes]


async def _register(client: Client, keys: Sequence[Keyword], *, patience: float = 0) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            missing = await missing_search_attributes(client, keys)
            if missing:
                keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
                await client.operator_service.add_search_attributes(
                    AddSearchAttributesRequest(
                        namespace=client.namespace, search_attributes=dict.fromkeys(missing, keyword)
                    )
                )
                await _notice(client, missing)
            return
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or time.monotonic() > until:
                raise
        await asyncio.sleep(0.2)


async def _notice(client: Client, names: Sequence[str]) -> None:
    """Return once the server takes the names: it looks for new ones every few seconds, and refuses them before."""
    until = time.monotonic() + _KNOWN_SECONDS
    searched = " or ".join(f"{name} = 'nobody'" for name in names)
    while True:
        try:
            await client.count_workflows(searched)
            return
        except RPCError as error:
            if error.status is not RPCStatusCode.INVALID_ARGUMENT or time.monotonic() > until:
                raise
        await asyncio.sleep(0.1)


async def _make(client: Client, retention_days: int) -> None:
    """Where somebody else makes it at the same time it is made, too."""
    with suppress(RPCError):
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
        return
    try:
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(
                namespace=client.namespace, workflow_execution_retention_period=_days(retention_days)
            )
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


def _days(days: int) -> Duration:
    found = Duration()
    found.FromTimedelta(timedelta(days=days))
    return found
