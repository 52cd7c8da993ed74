"""Records in words for people: name and value, in the order in which one asks."""

from collections.abc import Mapping
from typing import Any

from api.evidence.records import Record

Fact = tuple[str, object]

_FACTORS = {
    "possession": "the phone alone",
    "possession_knowledge": "the phone and its PIN",
    "possession_biometry": "the phone and a fingerprint or face",
    "possession_knowledge_biometry": "the phone, its PIN, and a fingerprint or face",
}
_FAILED = {
    "SIGNATURE": "refused: the signature is not that of the phone's keys over these data",
    "DATA": "refused: rightly signed, over other data than the operation's",
    "FACTOR": "refused: rightly signed, with factors that the operation does not accept",
    "PROXIMITY": "refused: rightly signed, without the password that was shown nearby",
}
# Of a form's attribute, what stands beside its label, the best first.
_VALUES = (
    "valueFormatted",
    "formattedValue",
    "amountFormatted",
    "value",
    "note",
    "text",
    "message",
    "title",
    "originalUrl",
    "thumbnailUrl",
)


def operation_of(record: Record) -> dict[str, Any]:
    """What the operation was."""
    facts: list[Fact] = [
        ("Kind", record["name"]),
        ("Status", record["status"]),
        ("Reason", record["reason"] or record["bankReason"]),
        ("User", record["userId"]),
        ("Organization", record["organizationId"]),
        ("The bank's number", record["externalId"]),
        ("Created", record["created"]),
        ("Had to end by", record["expires"]),
        ("Ended", record["ended"]),
        ("Template", record["template"]),
        ("Language", record["language"]),
        ("Accepted", " or ".join(_factors(one) for one in record["acceptedSignatureTypes"] or ())),
    ]
    return {"facts": facts, "data": record["operationData"]}


def answer_of(record: Record) -> dict[str, Any]:
    """What became of an answer, and what it was."""
    origin = record["from"] or {}
    facts: list[Fact] = [
        ("Came at", record["at"]),
        ("Phone (registration)", record["registrationId"]),
        ("From the address", origin.get("ipAddress")),
        ("By the app", origin.get("userAgent")),
        ("Reason that the app gave", record["context"].get("rejectReason")),
    ]
    if "signature" not in record:
        return {"verdict": "not recorded", "facts": facts, "shown": None, "qr": None, "signed": None, "key": []}
    key: list[Fact] = [
        ("Factors", _factors(record["signatureType"])),
        ("Counter", record["counter"]),
        ("Signature", record["signature"]),
        ("Computed again", None if record["counter"] is None else _again(record.get("signatureComputedAgain"))),
        ("Protocol", record["protocol"] or "a code that was copied from the phone"),
        ("Nonce", record["nonce"]),
        ("Resource", record["resourceId"]),
        ("Key of the app", record["applicationKey"]),
        ("Public key of the phone", record["devicePublicKey"]),
        ("Its SHA-256", record["devicePublicKeySha256"]),
        ("SHA-256 of the signed text", record["baseSha256"]),
    ]
    shown = record["shown"]
    return {
        "verdict": _verdict(record),
        "facts": [*facts, ("Attempts left afterwards", record["remainingAttempts"])],
        "shown": None if shown is None else form_of(shown["operation"]["formData"]),
        "qr": record["qrText"],
        "signed": record["data"],
        "key": key,
    }


def registration_of(record: Record) -> list[Fact]:
    """A phone, as it was registered."""
    return [
        ("Registration", record["id"]),
        ("User", record["userId"]),
        ("Application", record["applicationId"]),
        ("Platform", record["platform"]),
        ("Device", record["deviceInfo"]),
        ("Registration began", record["created"]),
        ("Public key", record["devicePublicKey"]),
        ("Its SHA-256", record["devicePublicKeySha256"]),
        ("Fingerprint that both sides can show", record.get("fingerprint")),
    ]


def form_of(form: Mapping[str, Any]) -> dict[str, Any]:
    """A form's title, message, and a line for each of its fields."""
    title, message = form["title"], form.get("message") or form.get("greeting")
    inputs = form.get("userInput") or {}
    return {
        "title": _words(title),
        "message": _words(message),
        "fields": [_field(one, inputs) for one in form.get("attributes") or form.get("parameters") or ()],
    }


def _words(part: Any) -> str:
    found = part.get("message") if isinstance(part, Mapping) else part
    return "" if found is None else str(found)


def _field(attribute: Mapping[str, Any], inputs: Mapping[str, Any]) -> Fact:
    """A field's label, and what stands beside it; of a choice, what the user chose."""
    label = attribute.get("label") or attribute.get("id") or attribute.get("type")
    party = attribute.get("partyInfo")
    if isinstance(party, Mapping):
        return str(label), party.get("name")
    if attribute.get("type") == "AMOUNT_CONVERSION":
        sides = [attribute.get(f"{side}ValueFormatted") for side in ("source", "target")]
        return str(label), " → ".join(str(one) for one in sides)
    value = next((attribute[name] for name in _VALUES if attribute.get(name) not in (None, "")), None)
    if value is None:
        value = inputs.get(str(attribute.get("id")), "")
    return str(label), value


def _verdict(record: Record) -> str:
    if record["failure"] is not None:
        return _FAILED.get(record["failure"], f"refused: {record['failure']}")
    return "rejected by the user" if record["resourceId"] == "/operation/cancel" else "approved"


def _factors(signature_type: str) -> str:
    return _FACTORS.get(signature_type, signature_type)


def _again(is_same: bool | None) -> str:
    if is_same is None:
        return "no: keys or the app's secret are not known any more"
    return "yes, the same" if is_same else "yes, and it is another"
