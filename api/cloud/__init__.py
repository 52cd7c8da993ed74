"""The PowerAuth Cloud API: what a bank's systems call to register devices, and what administrators call to set it up."""

from api.cloud import (
    applications,
    audit,
    callbacks,
    change_requests,
    deliveries,
    inbox,
    messages,
    offline,
    operations,
    push_providers,
    registrations,
    single_device,
    template_parameters,
    templates,
    users,
)
from api.cloud.blueprint import api

# Importing a resource's module declares its endpoints.
RESOURCES = (
    users,
    applications,
    change_requests,
    push_providers,
    registrations,
    templates,
    template_parameters,
    operations,
    offline,
    callbacks,
    deliveries,
    messages,
    inbox,
    audit,
    *single_device.RESOURCES,
)

__all__ = ["RESOURCES", "api"]
