"""Names that come from callers, as Temporal can keep them; ids and types of workflows: no kind has those of another."""

import hashlib
from typing import Final

# The visibility columns of PostgreSQL hold 255 characters; 200 bytes leave room for what Temporal adds.
_MAX_BYTES = 200

_REGISTRATION, _DELIVERY, _RETENTION = "registration-", "delivery-", "retention-"

REGISTRATION_TYPE: Final = "Registration"
# The types of our other workflows, in small letters; and how those begin that Temporal keeps for itself.
OTHER_TYPES = frozenset({REGISTRATION_TYPE.lower(), "delivery", "retention"})
_RESERVED = ("temporal-", "__temporal")
# Of an operation whose name cannot be its workflow's type.
OPERATION_TYPE = "Operation"


def shorten(value: str) -> str:
    """`value` itself, or its SHA-256 in hex where it is longer than 200 bytes or has characters that do not print."""
    if len(value.encode()) <= _MAX_BYTES and value.isprintable():
        return value
    return hashlib.sha256(value.encode()).hexdigest()


def of_operation(operation_id: str) -> str:
    """The workflow id of an operation: its own, which callers may choose, unless it is such as other kinds have."""
    if operation_id.startswith((_REGISTRATION, _DELIVERY, _RETENTION)):
        return hashlib.sha256(operation_id.encode()).hexdigest()
    return shorten(operation_id)


def type_of_operation(operation_name: str) -> str:
    """The type of an operation's workflow, which lists show: its name, such as login, where that is not taken by others."""
    name = operation_name.lower()
    if (
        name in OTHER_TYPES
        or name.startswith(_RESERVED)
        or not name.strip()
        or shorten(operation_name) != operation_name
    ):
        return OPERATION_TYPE
    return operation_name


def of_registration(registration_id: str) -> str:
    """The workflow id of a registration."""
    return shorten(_REGISTRATION + registration_id)


def of_delivery(delivery_id: str) -> str:
    """The workflow id of a delivery."""
    return shorten(_DELIVERY + delivery_id)


def of_retention(task_queue: str) -> str:
    """The id of the schedule of sweeps, with which those of its workflows begin; a namespace may have several installations."""
    return shorten(_RETENTION + task_queue)
