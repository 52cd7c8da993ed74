"""What Temporal remembers of workflows."""

from temporalio.service import RPCError, RPCStatusCode


async def kept(client, workflow_id):
    """All that Temporal keeps of a workflow, as bytes: its history with every payload, and its description."""
    handle = client.get_workflow_handle(workflow_id)
    history = await handle.fetch_history()
    described = await handle.describe()
    events = b"".join(event.SerializeToString() for event in history.events)
    return events, described.raw_description.SerializeToString()


async def snapshot(client, operation_id):
    """What an operation's workflow says of itself, or before its first task was started with: name, state, digest."""
    handle = client.get_workflow_handle(operation_id)
    try:
        return await handle.query("snapshot")
    except RPCError as error:
        if error.status is not RPCStatusCode.FAILED_PRECONDITION:
            raise
    started = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    [start] = await client.data_converter.decode(started.input.payloads)
    return {
        "operation_name": start["flow"]["operation_name"],
        **{name: start[name] for name in ("state", "request_digest")},
    }
