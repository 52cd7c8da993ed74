"""Traces are recorded where the settings say so, and what stands in the way is said before anything is served."""

import pytest

from config import spans
from config.settings import SettingsInvalid, load
from workflows.temporal import tracing


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def test_without_the_setting_nothing_is_recorded_whatever_the_variables_say(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense")
    tracing.start(load(), "api")
    assert (spans.are_recorded(), tracing.plugins()) == (False, [])


def test_missing_packages_are_named_with_the_remedy(monkeypatch):
    monkeypatch.setattr(tracing, "_PACKAGES", ("opentelemetry.sdk", "opentelemetry_that_is_not_there.exporter"))
    with pytest.raises(SettingsInvalid, match=r"NEXTSTEP_TRACES: .*\[telemetry\]"):
        tracing.start(load(traces=True), "api")
    assert not spans.are_recorded()


def test_wrong_variables_are_named_all(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "often")
    with pytest.raises(SettingsInvalid, match=r"^OTEL_EXPORTER_OTLP_PROTOCOL: .*\nOTEL_TRACES_SAMPLER: "):
        tracing.check(load(traces=True))


def test_variables_of_the_file_count_too(tmp_path):
    (tmp_path / ".env").write_text("NEXTSTEP_TRACES=true\nOTEL_EXPORTER_OTLP_PROTOCOL=grpc\n")
    with pytest.raises(SettingsInvalid, match="OTEL_EXPORTER_OTLP_PROTOCOL"):
        tracing.check(load())
