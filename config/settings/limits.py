"""What the API has of its machine, and what one caller may take of it."""

from pydantic import Field

from config.settings.values import SettingsPart


class LimitSettings(SettingsPart):
    """Processes, threads, seconds of the server and of its connections, and requests a minute (0: no bound)."""

    processes: int = Field(2, ge=1, le=64)
    threads: int = Field(16, ge=1, le=1024)
    update_timeout: float = Field(8.0, gt=0, le=10)
    keep_alive: float = Field(75.0, ge=1, le=3600)
    head_timeout: float = Field(10.0, gt=0, le=600)
    body_timeout: float = Field(30.0, gt=0, le=3600)
    answer_timeout: float = Field(60.0, gt=0, le=3600)
    connections: int = Field(4096, ge=1, le=1_000_000)
    address_rate: int = Field(0, ge=0, le=10_000_000)
    registration_rate: int = Field(0, ge=0, le=10_000_000)
    user_rate: int = Field(0, ge=0, le=10_000_000)
    account_rate: int = Field(0, ge=0, le=10_000_000)
    address_connections: int = Field(256, ge=1, le=1_000_000)
