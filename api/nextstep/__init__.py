"""The Next Step API: the REST API of document 002 and its successors, a view of operations' workflows."""

from api.nextstep import (
    afs_actions,
    auth_methods,
    authentication,
    one_time_passwords,
    operation_configs,
    operation_content,
    operation_lists,
    operations,
    organizations,
    service_status,
    step_definitions,
    user_auth_methods,
)
from api.nextstep.blueprint import api

# Importing a resource's module declares its endpoints.
RESOURCES = (
    service_status,
    auth_methods,
    user_auth_methods,
    operations,
    operation_lists,
    operation_content,
    afs_actions,
    operation_configs,
    step_definitions,
    organizations,
    one_time_passwords,
    authentication,
)

__all__ = ["RESOURCES", "api"]
