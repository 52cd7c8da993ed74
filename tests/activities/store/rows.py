"""Rows for the tests of the store."""

from activities.store.operations import Operation, OperationProjection


def operation(operation_id="one", **values):
    """An open operation, with `values` in its columns."""
    columns = {
        "operation_name": "login",
        "version": 1,
        "result": "CONTINUE",
        "created_ms": 1_000,
        "expires_ms": 301_000,
        "state": '{"version":1}',
        "operation_data": "A2",
        "request_digest": "digest",
    }
    return Operation(operation_id=operation_id, **{**columns, **values})


def projection(operation_id="one", **values):
    """What a workflow said at version 2."""
    columns = {
        "version": 2,
        "result": "DONE",
        "expires_ms": 302_000,
        "user_id": "roman",
        "organization_id": None,
        "state": '{"version":2}',
    }
    return OperationProjection(operation_id=operation_id, **{**columns, **values})
