"""The Next Step API: the REST API of document 002 and its successors, a view of operations' workflows."""

from api.nextstep import (
    afs_actions,
    applications,
    auth_methods,
    authentication,
    credential_counters,
    credential_definitions,
    credential_policies,
    credentials,
    hash_configs,
    one_time_passwords,
    operation_configs,
    operation_content,
    operation_lists,
    operations,
    organizations,
    otp_definitions,
    otp_policies,
    roles,
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
    applications,
    roles,
    hash_configs,
    credential_policies,
    credential_definitions,
    otp_policies,
    otp_definitions,
    credentials,
    credential_counters,
    one_time_passwords,
    authentication,
)

__all__ = ["RESOURCES", "api"]
