"""The secrets that a callback's requests are signed with: the present one, and former ones for a while.

A bank's server verifies by any of the signatures (Standard Webhooks 1.0.0), so that it may change its secret when it likes.
"""

from collections.abc import Sequence
from dataclasses import replace

from activities.callbacks.signing_secret import new_secret
from activities.secrets.sealing import Sealer
from activities.store.callbacks import StoredCallback
from config import exact_json

# Whoever asks again because an answer was lost must not push out the secret that the bank's server has.
_MAX_FORMER = 4


def secret_context(callback_id: str) -> tuple[str, str, str]:
    """What a callback's secret is sealed for."""
    return ("callback", callback_id, "secret")


def _former_context(callback_id: str) -> tuple[str, str, str]:
    return ("callback", callback_id, "former_secrets")


def secrets_of(callback: StoredCallback, sealer: Sealer, now_ms: int) -> list[str]:
    """The present secret, then those that are still signed with. Raises `Unsealable`."""
    return [_present(callback, sealer), *(secret for secret, _ in _former(callback, sealer, now_ms))]


def rotate(callback: StoredCallback, sealer: Sealer, now_ms: int, *, until_ms: int) -> tuple[StoredCallback, str]:
    """The callback with a new secret, and the secret; those until now are signed with until then, unless they end before.

    None of them is where `until_ms` has passed: somebody knows them who should not. Raises `Unsealable`.
    """
    secret, callback_id = new_secret(), callback.callback_id
    former = [(_present(callback, sealer), until_ms), *_former(callback, sealer, now_ms)][:_MAX_FORMER]
    valid = [(one, min(until, until_ms)) for one, until in former if until_ms > now_ms]
    return replace(
        callback,
        secret=sealer.seal(secret.encode(), *secret_context(callback_id)),
        former_secrets=sealer.seal(exact_json.encode(valid), *_former_context(callback_id)) if valid else None,
    ), secret


def _present(callback: StoredCallback, sealer: Sealer) -> str:
    return sealer.open(callback.secret, *secret_context(callback.callback_id)).decode()


def _former(callback: StoredCallback, sealer: Sealer, now_ms: int) -> Sequence[tuple[str, int]]:
    if callback.former_secrets is None:
        return []
    found = exact_json.read(sealer.open(callback.former_secrets, *_former_context(callback.callback_id)))
    return [(secret, until_ms) for secret, until_ms in found if until_ms > now_ms]
