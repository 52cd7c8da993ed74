"""What runs here, and since when it is built (document 002, Service Status)."""

from functools import cache
from pathlib import Path
from typing import Any

from api.http.schema import String
from api.http.times import Time, format_time
from api.nextstep.blueprint import api
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.clock import now_ms
from config.release import version


class ServiceStatusResponse(NextStepSchema):
    """The application's name, version and clock."""

    application_name = String()
    application_display_name = String()
    application_environment = String()
    version = String()
    build_time = Time()
    timestamp = Time()


@api.endpoint("GET /api/service/status", tag="Service", answer=ServiceStatusResponse())
def service_status() -> dict[str, Any]:
    """Read the application's name, version and clock."""
    return {
        "applicationName": "powerauth-nextstep",
        "applicationDisplayName": "PowerAuth 2.0 Next Step Server",
        "applicationEnvironment": services().settings.environment,
        "version": version(),
        "buildTime": format_time(_built_ms()),
        "timestamp": format_time(now_ms()),
    }


@cache
def _built_ms() -> int:
    return Path(__file__).stat().st_mtime_ns // 1_000_000
