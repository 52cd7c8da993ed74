"""The PowerAuth Cloud door: what a bank's systems call to register devices, and what administrators call to set it up."""

from api.cloud import applications, callbacks, registrations, users
from api.cloud.door import door

# Importing a resource's module declares its endpoints.
RESOURCES = (users, applications, registrations, callbacks)

__all__ = ["RESOURCES", "door"]
