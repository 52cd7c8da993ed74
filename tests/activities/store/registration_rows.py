"""Rows of registrations for the tests of the store."""

from activities.store.key_exchanges import StoredKeyExchange
from activities.store.registrations import Registration, RegistrationProjection
from activities.store.v4_keys import StoredV4Keys


def registration(registration_id="one", **values):
    """A new registration, with `values` in its columns."""
    columns = {
        "application_id": "RETAIL",
        "user_id": "roman",
        "status": "CREATED",
        "activation_code": f"code of {registration_id}",
        "commit_phase": "ON_COMMIT",
        "max_failed_attempts": 5,
        "created_ms": 1_000,
        "expires_ms": 121_000,
        "changed_ms": 1_000,
        "last_used_ms": 1_000,
        "request_digest": "digest",
        "server_public_key": "server's public key",
        "server_private_key": "server's sealed key",
    }
    return Registration(registration_id=registration_id, **{**columns, **values})


def exchange(exchange_id="won", registration_id="one", **values):
    """What a device sent."""
    columns = {
        "device_public_key": f"key of {exchange_id}",
        "ctr_data": f"counter of {exchange_id}",
        "platform": "ios",
        "recorded_ms": 2_000,
        "name": f"phone of {exchange_id}",
        "device_info": "a phone",
        "external_id": "external",
    }
    return StoredKeyExchange(registration_id=registration_id, exchange_id=exchange_id, **{**columns, **values})


def projection(registration_id="one", **values):
    """What a workflow said at version 2: a device has won."""
    columns = {
        "version": 2,
        "changed_ms": 2_000,
        "status": "PENDING_COMMIT",
        "failed_attempts": 0,
        "blocked_reason": None,
        "exchange_id": "won",
    }
    return RegistrationProjection(registration_id=registration_id, **{**columns, **values})


def v4_exchange_keys(exchange_id="won", registration_id="one"):
    """The keys of an exchange by version 4.0."""
    return StoredV4Keys(
        registration_id=registration_id,
        user_id="roman",
        algorithm="EC_P384",
        device_public_keys=f"device's keys of {exchange_id}",
        server_public_keys=f"server's keys of {exchange_id}",
        secrets=f"sealed for {exchange_id}",
        factor_keys=f"sealed factors for {exchange_id}",
    )
