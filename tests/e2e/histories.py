"""What Temporal remembers of workflows."""


async def kept(client, workflow_id):
    """All that Temporal keeps of a workflow, as bytes: its history with every payload, and its description."""
    handle = client.get_workflow_handle(workflow_id)
    history = await handle.fetch_history()
    described = await handle.describe()
    events = b"".join(event.SerializeToString() for event in history.events)
    return events, described.raw_description.SerializeToString()
