"""The protocol's own endpoints in version 4.0; those that phones of all versions call are declared beside (`api.mobile`)."""

from api.mobile.v4 import activations, factors, keystore, profiles, signatures, tokens, upgrades, vault

# Importing a resource's module declares its endpoints.
RESOURCES = (keystore, activations, profiles, signatures, tokens, factors, vault, upgrades)

__all__ = ["RESOURCES"]
