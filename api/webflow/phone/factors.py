"""With what the user of a page approves."""

from collections.abc import Mapping
from typing import Any

from api.demo.device.signing import Factors
from api.demo.mobile_app.kept_phone import KeptPhone
from api.webflow.phone.problems import PhoneProblem


def with_two_factors(phone: KeptPhone, inputs: Mapping[str, str]) -> Factors:
    """The phone's, and the user's: biometry, where its button was pressed, or the PIN, which the phone is told."""
    if inputs.get("factor") == "biometry":
        return Factors.POSSESSION_BIOMETRY
    phone.pin = inputs.get("pin", "")[:64]
    if not phone.pin:
        raise PhoneProblem("phone.no_pin")
    return Factors.POSSESSION_KNOWLEDGE


def with_allowed(phone: KeptPhone, operation: Mapping[str, Any], inputs: Mapping[str, str]) -> Factors:
    """What the operation allows. Raises `PhoneProblem` where something else was chosen."""
    allowed = operation["allowedSignatureType"]
    if allowed["type"] == "1FA":
        return Factors.POSSESSION
    chosen = with_two_factors(phone, inputs)
    if chosen not in allowed["variants"]:
        raise PhoneProblem("phone.not_allowed", factors=", ".join(allowed["variants"]))
    return chosen
