"""Public keys of a phone and of the server for it, as bundles tell them: in version 4 those of ECDSA so, and all beside."""

import base64
import hashlib
from typing import Any

from activities.powerauth import base64_text, keys
from activities.powerauth.fingerprint import fingerprint
from activities.powerauth.v4 import key_pairs
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.fingerprint import fingerprint as v4_fingerprint
from activities.store.v4_keys import StoredV4Keys
from config import exact_json


def members_of(device: str | None, server: str | None) -> dict[str, Any]:
    """The members of a record; a key is base64, or JSON as on the wire in version 4."""
    if device is None or not device.startswith("{"):
        return {"devicePublicKey": device, "devicePublicKeySha256": _digest(device), "serverPublicKey": server}
    devices, servers = exact_json.read(device), exact_json.read(server or "{}")
    classical = members_of(devices["ecdsa"], servers.get("ecdsa"))
    return {**classical, "devicePublicKeys": devices, "serverPublicKeys": servers}


def registered(
    registration_id: str, device: str | None, server: str | None, v4_keys: StoredV4Keys | None
) -> dict[str, Any]:
    """Those of a registration, with the fingerprint that both sides can show once both have keys."""
    if v4_keys is not None and v4_keys.upgrade_ctr_data is None:
        algorithm = Algorithm(v4_keys.algorithm)
        theirs, ours = (
            key_pairs.read(algorithm, exact_json.read(one))
            for one in (v4_keys.device_public_keys, v4_keys.server_public_keys)
        )
        shown = v4_fingerprint(device=theirs, server=ours, activation_id=registration_id)
        told = members_of(v4_keys.device_public_keys, v4_keys.server_public_keys)
        return {**told, "algorithm": algorithm.value, "fingerprint": shown}
    if device is None or server is None:
        return members_of(device, server)
    shown = fingerprint(
        device=keys.public_key(base64_text.decode(device)),
        server=keys.public_key(base64_text.decode(server)),
        activation_id=registration_id,
    )
    return {**members_of(device, server), "fingerprint": shown}


def _digest(public_key: str | None) -> str | None:
    return None if public_key is None else hashlib.sha256(base64.b64decode(public_key)).hexdigest()
