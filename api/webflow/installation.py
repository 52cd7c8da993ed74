"""Where a web flow finds the bank's servers, and as whom it calls them."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Installation:
    """`api` is the base of the Next Step API and of PowerAuth Cloud; `authority` judges its certificate, where it has one.

    `admin` is name and password of PowerAuth Cloud's administrator: only the demonstration sets things up by them, a bank's front
    end has an integration user's. `provider_secret` signs what the stand-in provider of short messages is sent; empty where
    others carry them. So many browsers as `seats` may wait at once. `temporal_ui` is where operators see workflows.

    Test phones are kept in the folder `phones`, and judge this server by the file `certificate`, where it has one.
    """

    api: str
    authority: ssl.SSLContext
    admin: tuple[str, str] = field(repr=False)
    provider_secret: str = field(default="", repr=False)
    seats: int = 4
    temporal_ui: str = ""
    temporal_namespace: str = "default"
    phones: Path = Path("phones")
    certificate: str | None = None
