"""The server's address, the APIs it serves, and who stands before it."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from config.addresses import Network, is_loopback, network, web_address
from config.settings.values import Name, SettingsPart, split_list

ApiName = Literal["nextstep", "mobile", "cloud"]
ANY_NAME = "*"
API_NAMES: tuple[ApiName, ...] = ("nextstep", "mobile", "cloud")


class ListeningSettings(SettingsPart):
    """How callers reach the API; `config.settings.tls` says whether others may read on the way."""

    host: Name = "127.0.0.1"
    """The API's address."""
    port: int = Field(8080, ge=0, le=65535)
    """The API's port; `0` takes a free one."""
    doors: tuple[ApiName, ...] = API_NAMES
    """The APIs to serve, separated by commas."""
    trust_network: bool = False
    """A gateway stands before the API, ends TLS there, and lets only the bank's servers to the Next Step API.
    Off loopback that API is refused without this unless it asks for tokens (`NEXTSTEP_OIDC_NEXTSTEP`), and
    every API without this or a certificate (`docs/transport.md`).
    """
    trusted_proxies: tuple[Network, ...] = ()
    """Addresses and networks (`10.0.0.0/8`), separated by commas, whose `X-Forwarded-For` is believed."""
    public_url: str = ""
    """The base of links, where callers find the API at another address than its own."""
    server_names: tuple[str, ...] = ()
    """Names, separated by commas, by which callers ask for the server (`Host`); `localhost`, addresses and the name
    in `NEXTSTEP_PUBLIC_URL` are always among them. Other names are refused, `*` refuses none. Where it is not set none is
    refused, but in embedded mode on loopback all others are (`docs/transport.md`).
    """

    @field_validator("doors", mode="before")
    @classmethod
    def _split_apis(cls, value: object) -> object:
        if isinstance(value, str):
            value = split_list(value)
        if not value:
            raise ValueError(f"names no API; give one or more of {', '.join(API_NAMES)}, separated by commas")
        return tuple(dict.fromkeys(value)) if isinstance(value, tuple | list) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return tuple(map(network, split_list(value))) if isinstance(value, str) else value

    @field_validator("server_names", mode="before")
    @classmethod
    def _server_names(cls, value: object) -> object:
        names = split_list(value) if isinstance(value, str) else value
        for name in names if isinstance(names, tuple) else ():
            if name != ANY_NAME and not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", name):
                raise ValueError(
                    f"{name} is no name of a server: write it without scheme and port, as api.bank.example"
                )
        return names

    @field_validator("public_url")
    @classmethod
    def _web(cls, value: str) -> str:
        return web_address(value)

    @property
    def loopback(self) -> bool:
        """Whether the API is reachable from this machine only."""
        return is_loopback(self.host)

    @property
    def known_names(self) -> tuple[str, ...]:
        """The names by which alone callers may ask for the server; none: by any."""
        if not self.server_names or ANY_NAME in self.server_names:
            return ()
        public = urlsplit(self.public_url).hostname
        return (*self.server_names, *([public] if public else []))

    @property
    def address(self) -> str:
        """`host:port` of the API, as a URL writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
