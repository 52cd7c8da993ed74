"""The PowerAuth Cloud door: what a bank's systems call to register devices, and what administrators call to set it up."""

from api.cloud import (
    applications,
    callbacks,
    inbox,
    messages,
    operations,
    push_providers,
    registrations,
    templates,
    users,
)
from api.cloud.door import door

# Importing a resource's module declares its endpoints.
RESOURCES = (users, applications, push_providers, registrations, templates, operations, callbacks, messages, inbox)

__all__ = ["RESOURCES", "door"]
