"""What workflows are sent and what they answer, as JSON: written and read by msgspec, compiled once for each type.

The bytes are what the SDK's own converter writes and reads (encoding json/plain), so either reads the other's histories. The
SDK's takes dataclasses apart by reflection: for the start of an operation two hundred times as long.
"""

import dataclasses
from functools import cache
from typing import Any

import msgspec
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    EncodingPayloadConverter,
    JSONPlainPayloadConverter,
)

from workflows.temporal.failures import BenignFailures

_ENCODING = "json/plain"
_ENCODER = msgspec.json.Encoder(order="deterministic")
# For what msgspec does not know, such as a hint that names several dataclasses.
_FALLBACK = JSONPlainPayloadConverter()


class JsonPayloads(EncodingPayloadConverter):
    """JSON by msgspec. Members that a type does not know are passed over, so that a later release's are."""

    @property
    def encoding(self) -> str:
        return _ENCODING

    def to_payload(self, value: Any) -> Payload | None:
        try:
            return Payload(metadata={"encoding": _ENCODING.encode()}, data=_ENCODER.encode(value))
        except (TypeError, OverflowError):
            return _FALLBACK.to_payload(value)

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """Raises `ValueError` where the payload is not JSON, or not of this type."""
        decoder = decoder_of(type_hint)
        return _FALLBACK.from_payload(payload, type_hint) if decoder is None else decoder.decode(payload.data)


# One for all: workers make a converter for each task that they are brought, and another for its answer.
_BY_ENCODING = {
    one.encoding.encode(): JsonPayloads() if one.encoding == _ENCODING else one
    for one in DefaultPayloadConverter.default_encoding_payload_converters
}


class _Payloads(CompositePayloadConverter):
    def __init__(self) -> None:
        self.converters = _BY_ENCODING


@cache
def decoder_of(type_hint: Any) -> msgspec.json.Decoder[Any] | None:
    """Null where msgspec cannot decode the type. The worker makes a converter for each run, so this is nobody's own."""
    try:
        return msgspec.json.Decoder(Any if type_hint is None else type_hint)
    except TypeError:
        return None


CONVERTER = dataclasses.replace(
    DataConverter.default, payload_converter_class=_Payloads, failure_converter_class=BenignFailures
)
