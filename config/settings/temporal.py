"""Temporal: where it is, and what workers do there."""

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from config.addresses import socket_address, web_address
from config.settings.values import Name, SettingsPart

# Those that people are at in a busy minute of a worker; what it costs and spares is in docs/benchmark.md.
CACHED_WORKFLOWS = 1000


class TemporalSettings(SettingsPart):
    """The cluster, and the server of embedded mode."""

    ui_port: int = Field(8233, ge=0, le=65535)
    retention_days: int = Field(30, ge=1, le=3650)
    temporal_address: str = "127.0.0.1:7233"
    temporal_ui: str = ""
    temporal_namespace: Name = "default"
    temporal_envconfig: bool = True
    task_queue: Name = "nextstep"
    worker_metrics: str = ""
    workflow_sandbox: bool = False
    cached_workflows: int = Field(CACHED_WORKFLOWS, ge=20, le=100_000)
    payload_encryption: bool = False
    codec_endpoint: bool = False

    @field_validator("temporal_address", "worker_metrics")
    @classmethod
    def _address(cls, value: str) -> str:
        return socket_address(value)

    @field_validator("temporal_ui")
    @classmethod
    def _ui(cls, value: str) -> str:
        return web_address(value)

    @property
    def temporal_ui_origin(self) -> str:
        """The origin of the UI's pages, as browsers tell it; empty where no UI is named."""
        parts = urlsplit(self.temporal_ui)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = "" if parts.port in (None, usual) else f":{parts.port}"
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}{port}" if self.temporal_ui else ""
