"""The PowerAuth Cloud door: what a bank's systems call to register devices, and what administrators call to set it up."""

from api.cloud import (
    applications,
    inbox,
    messages,
    offline,
    operations,
    push_providers,
    registrations,
    single_device,
    users,
)
from api.cloud.door import door

# Importing a resource's module declares its endpoints.
RESOURCES = (
    users,
    applications,
    push_providers,
    registrations,
    operations,
    offline,
    messages,
    inbox,
    *single_device.RESOURCES,
)

__all__ = ["RESOURCES", "door"]
