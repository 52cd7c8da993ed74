"""The reference web flow of embedded mode."""

from pydantic import Field

from config.settings.values import SettingsPart


class WebFlowSettings(SettingsPart):
    """The server of pages that `nextstep up` and `nextstep demo` start beside the API (`docs/web-flow.md`)."""

    web_flow_port: int = Field(8090, ge=0, le=65535)
    """The port of the reference web flow's pages in embedded mode; another free one is taken where somebody has it."""
