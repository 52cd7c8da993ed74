"""The API for banks whose users have one device each (document 004): the same services, by the user instead of the device."""

from api.cloud.single_device import application, internal, operations, registration

RESOURCES = (registration, operations, internal, application)

__all__ = ["RESOURCES"]
