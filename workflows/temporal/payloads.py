"""What workflows are sent and what they answer, as JSON: written and read by msgspec, compiled once for each type.

The bytes are what the SDK's own converter writes and reads (encoding json/plain), so either reads the other's histories. The
SDK's takes dataclasses apart by reflection: for the start of an operation two hundred times as long.
"""

import dataclasses
from collections.abc import Sequence
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

from config import exact_json
from workflows.temporal.failures import BenignFailures

_ENCODING = "json/plain"
_JSON_PLAIN = _ENCODING.encode()
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
            payload = Payload(data=_ENCODER.encode(value))
        except (TypeError, OverflowError):
            return _FALLBACK.to_payload(value)
        payload.metadata["encoding"] = _JSON_PLAIN  # a map that is given whole is copied by the interpreter
        return payload

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        """Raises `ValueError` where the payload is not JSON, or not of this type."""
        decoder = decoder_of(type_hint)
        return _FALLBACK.from_payload(payload, type_hint) if decoder is None else decoder.decode(payload.data)


_PLAIN = {str, int, bool, dict, list}
# One for all: workers make a converter for each task that they are brought, and another for its answer.
_BY_ENCODING = {
    one.encoding.encode(): JsonPayloads() if one.encoding == _ENCODING else one
    for one in DefaultPayloadConverter.default_encoding_payload_converters
}


_JSON = _BY_ENCODING[_JSON_PLAIN]


class _Payloads(CompositePayloadConverter):
    def __init__(self) -> None:
        self.converters = _BY_ENCODING

    def to_payloads(self, values: Sequence[Any]) -> list[Payload]:
        """As the SDK's, which asks four converters for each value; of texts, numbers and dataclasses there is no doubt."""
        return [self._written(value) for value in values]

    def _written(self, value: Any) -> Payload:
        if type(value) in _PLAIN or dataclasses.is_dataclass(value):
            written = _JSON.to_payload(value)
            if written is not None:
                return written
        [payload] = super().to_payloads([value])
        return payload


@cache
def decoder_of(type_hint: Any) -> msgspec.json.Decoder[Any] | None:
    """Null where msgspec cannot decode the type. The worker makes a converter for each run, so this is nobody's own."""
    try:
        return msgspec.json.Decoder(Any if type_hint is None else type_hint)
    except TypeError:
        return None


def encode_keyword(value: str) -> Payload:
    """The value of a search attribute that is a keyword."""
    return Payload(metadata={"encoding": _JSON_PLAIN, "type": b"Keyword"}, data=exact_json.encode(value))


async def encode(converter: DataConverter, values: Sequence[Any]) -> Sequence[Payload]:
    """As the converter's own `encode`, which asks about storage for large ones too; we have none."""
    payloads = converter.payload_converter.to_payloads(values)
    return payloads if converter.payload_codec is None else await converter.payload_codec.encode(payloads)


async def decode(converter: DataConverter, payloads: Sequence[Payload], types: list[type]) -> list[Any]:
    """As the converter's own `decode`."""
    if converter.payload_codec is not None:
        payloads = await converter.payload_codec.decode(payloads)
    return converter.payload_converter.from_payloads(payloads, types)


CONVERTER = dataclasses.replace(
    DataConverter.default, payload_converter_class=_Payloads, failure_converter_class=BenignFailures
)
