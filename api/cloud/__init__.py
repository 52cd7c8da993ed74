"""The PowerAuth Cloud door: what a bank's systems call to register devices, and what administrators call to set it up."""

from api.cloud import applications, audit, inbox, messages, operations, push_providers, registrations, users
from api.cloud.door import door

# Importing a resource's module declares its endpoints.
RESOURCES = (users, applications, push_providers, registrations, operations, messages, inbox, audit)

__all__ = ["RESOURCES", "door"]
