"""The mobile API: what phones call, under the protocol's own envelope of signatures and encryption."""

from api.mobile import (
    activation_code,
    activations,
    inbox,
    keystore,
    operations,
    profiles,
    push,
    server_status,
    signatures,
    tokens,
    upgrades,
    v4,
    vault,
)
from api.mobile.blueprint import api

# Importing a resource's module declares its endpoints.
RESOURCES = (
    server_status,
    keystore,
    activations,
    activation_code,
    profiles,
    signatures,
    tokens,
    vault,
    operations,
    push,
    inbox,
    upgrades,
    *v4.RESOURCES,
)

__all__ = ["RESOURCES", "api"]
