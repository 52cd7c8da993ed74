"""Who intercepts what a client sends, as traces do, is met on the way through the SDK's own client alone."""

from temporalio.client import Client


def is_intercepted(client: Client) -> bool:
    """Whether requests are to go by the SDK's own client."""
    return bool(client.config(active_config=True)["interceptors"])
