"""Traces of a process: switched on by the settings, recorded by OpenTelemetry's SDK and Temporal's own plugin for it.

Neither is imported where traces are off.
"""

import importlib.util
import os

from temporalio.client import Plugin

from config import otel_variables, spans
from config.settings import Settings, SettingsInvalid
from config.settings.environment import otel_variables as variables
from workflows.temporal import complaints

_PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


def check(settings: Settings) -> None:
    """Raises `SettingsInvalid` where traces are wanted, and cannot be recorded or sent."""
    if not settings.traces:
        return
    if not all(map(_is_there, _PACKAGES)):
        raise SettingsInvalid("NEXTSTEP_TRACES: needs further packages: pip install '.[telemetry]'")
    if problems := otel_variables.find_problems(variables()):
        raise SettingsInvalid("\n".join(problems))


def start(settings: Settings, process: str) -> None:
    """Have spans recorded from now on, if the settings say so: to be called after the last fork. `process` names its service.

    Raises `SettingsInvalid` as `check` does.
    """
    check(settings)
    if not settings.traces:
        return
    from opentelemetry.trace import set_tracer_provider

    from workflows.temporal.recorder import OpenTelemetryRecorder

    for name, value in variables().items():  # the SDK reads no `.env`
        os.environ.setdefault(name, value)
    complaints.hear()
    recorder = OpenTelemetryRecorder(process)
    set_tracer_provider(recorder.provider)
    spans.record_by(recorder)


def plugins() -> list[Plugin]:
    """What a client of Temporal and its workers need, for traces to go on through workflows and activities."""
    if not spans.are_recorded():
        return []
    from temporalio.contrib.opentelemetry import OpenTelemetryPlugin

    return [OpenTelemetryPlugin(add_temporal_spans=True)]


def _is_there(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # what it is in is missing too
        return False
