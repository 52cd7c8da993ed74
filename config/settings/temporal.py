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
    """The Temporal UI's port in embedded mode."""
    retention_days: int = Field(30, ge=1, le=3650)
    """Days that embedded Temporal remembers operations that ended."""
    temporal_address: str = "127.0.0.1:7233"
    """The Temporal cluster; it wins over Temporal's own variables."""
    temporal_ui: str = ""
    """The Temporal UI's address, for the page at `/`; its pages alone may ask `/codec`. Set by `up`."""
    temporal_namespace: Name = "default"
    """The namespace in the cluster; it wins over Temporal's own variables."""
    temporal_deliveries_namespace: str = Field("", max_length=255)
    """Where the workflows are that try callbacks and pushes again which were not heard at once, apart from operations; where
    not given, the namespace's name and `-deliveries`. `nextstep migrate` makes it.
    """
    temporal_envconfig: bool = True
    """`false` reads none of Temporal's own variables and files, and is the default in embedded mode."""
    task_queue: Name = "nextstep"
    """The task queue by which the API's workflows reach workers."""
    worker_metrics: str = ""
    """`host:port` of the worker's metrics; set by `up`. Where it is taken, the worker warns and goes on without."""
    workflow_sandbox: bool = False
    """Run workflows in Temporal's sandbox: finds code that is not deterministic, costs memory and CPU."""
    cached_workflows: int = Field(CACHED_WORKFLOWS, ge=20, le=100_000)
    """Of how many workflows that somebody has touched a worker keeps the state in memory, about 0.1 MB each;
    another one's next step costs half as much again, as it is played again from its history.
    """
    temporal_compression: bool = False
    """`true` compresses calls to Temporal (gzip), which costs both sides more CPU than a near network saves; for a
    cluster behind a slow or metered one.
    """
    payload_encryption: bool = False
    """`true` has what Temporal keeps encrypted under the master key (`docs/encryption-in-temporal.md`); what is
    in clear, and under former keys, is read in any case.
    """
    codec_endpoint: bool = False
    """`true` serves `/codec`, by which the Temporal UI (that of `NEXTSTEP_TEMPORAL_UI`) and `temporal` show
    operators what is encrypted.
    """

    @field_validator("temporal_address", "worker_metrics")
    @classmethod
    def _address(cls, value: str) -> str:
        return socket_address(value)

    @field_validator("temporal_ui")
    @classmethod
    def _ui(cls, value: str) -> str:
        return web_address(value)

    def deliveries_namespace(self, namespace: str) -> str:
        """The one that belongs to a namespace of operations."""
        return self.temporal_deliveries_namespace or f"{namespace}-deliveries"

    @property
    def temporal_ui_origin(self) -> str:
        """The origin of the UI's pages, as browsers tell it; empty where no UI is named."""
        parts = urlsplit(self.temporal_ui)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = "" if parts.port in (None, usual) else f":{parts.port}"
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}{port}" if self.temporal_ui else ""
