"""OpenTelemetry's own variables (`OTEL_...`), those of every program that sends traces: what is wrong with them, before the SDK
passes over it in silence, or sends nothing.
"""

import math
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from config.addresses import AddressInvalid, is_loopback, web_address

DEFAULT_ENDPOINT = "http://localhost:4318"

_SAMPLERS = (
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
)
_LONGEST_SECONDS = 60
_PROTOCOL = "http/protobuf"
_UNHEEDED = {
    "OTEL_PROPAGATORS": "is not heeded: traces go on by W3C Trace Context, and baggage goes nowhere",
    "OTEL_METRICS_EXPORTER": "is not heeded: metrics are told to Prometheus",
    "OTEL_LOGS_EXPORTER": "is not heeded: the log goes to stderr",
}


def endpoint(variables: Mapping[str, str]) -> str:
    """Where traces are sent, for people to read."""
    return variables.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or variables.get(
        "OTEL_EXPORTER_OTLP_ENDPOINT", DEFAULT_ENDPOINT
    )


def find_problems(variables: Mapping[str, str]) -> list[str]:
    """A line for each variable that is wrong: its name, and what is allowed. No value is repeated: headers are secret."""
    found = {name: complain(value) for name, value in variables.items() if (complain := _CHECKS.get(name)) is not None}
    return [f"{name}: {problem}" for name, problem in sorted(found.items()) if problem]


def warnings(variables: Mapping[str, str]) -> list[str]:
    """A line for each variable that is right, and not what one may think."""
    lines = [f"{name}: {why}" for name, why in _UNHEEDED.items() if name in variables]
    if variables.get("OTEL_SDK_DISABLED", "").lower() == "true":
        lines.append("OTEL_SDK_DISABLED: no traces are recorded while it is true")
    address = urlsplit(endpoint(variables))
    if address.scheme == "http" and not is_loopback(address.hostname or ""):
        lines.append(f"traces to {address.hostname}: are read on the way; send them by https")
    return lines


def _address(value: str) -> str:
    try:
        web_address(value)
    except AddressInvalid as error:
        return str(error)
    return ""


def _one_of(*words: str) -> Callable[[str], str]:
    choice = f"'{words[0]}'" if len(words) == 1 else f"one of {', '.join(words)}"
    return lambda value: "" if value in words else f"must be {choice}"


def _number(most: float = math.inf) -> Callable[[str], str]:
    allowed = "must be a number, 0 or more" if most == math.inf else f"must be a number from 0 to {most:g}"

    def complain(value: str) -> str:
        try:
            fits = 0 <= float(value) <= most
        except ValueError:
            fits = False
        return "" if fits else allowed

    return complain


def _seconds(value: str) -> str:
    """Who means milliseconds, as the specification does, would wait a thousand times as long, also for the end of a process
    (`findings/opentelemetry-timeout-in-seconds.sh`).
    """
    wrong = _number(_LONGEST_SECONDS)(value)
    return wrong and f"{wrong}: it is in seconds, where other languages' SDKs count milliseconds"


_CHECKS: dict[str, Callable[[str], str]] = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": _address,
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": _address,
    "OTEL_EXPORTER_OTLP_PROTOCOL": _one_of(_PROTOCOL),
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": _one_of(_PROTOCOL),
    "OTEL_EXPORTER_OTLP_TIMEOUT": _seconds,
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": _seconds,
    "OTEL_TRACES_EXPORTER": _one_of("otlp"),
    "OTEL_TRACES_SAMPLER": _one_of(*_SAMPLERS),
    "OTEL_TRACES_SAMPLER_ARG": _number(1),
    "OTEL_BSP_SCHEDULE_DELAY": _number(),
    "OTEL_BSP_MAX_QUEUE_SIZE": _number(),
    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": _number(),
    "OTEL_BSP_EXPORT_TIMEOUT": _number(),
}
