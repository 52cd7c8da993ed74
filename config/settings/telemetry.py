"""What processes tell of each request, beside metrics and logs."""

from config.settings.values import SettingsPart


class TelemetrySettings(SettingsPart):
    """Whether traces are recorded; where they go is told by OpenTelemetry's own variables (`docs/observability.md`)."""

    traces: bool = False
    """`true` records traces, and sends them as `OTEL_EXPORTER_OTLP_ENDPOINT` and its like say. Needs the packages of
    `.[telemetry]`.
    """
