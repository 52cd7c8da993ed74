"""Deliveries on a time-skipping server of their own."""

from tests.workflows.operation.conftest import (  # noqa: F401 - pytest finds them here
    engine,
    pytest_collection_modifyitems,
    pytest_pyfunc_call,
)
