"""A phone taken in hand: its file locked, its line to the server open."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from api.demo.mobile_app.app import PhoneApp
from api.demo.mobile_app.kept_phone import kept_phone
from api.demo.mobile_app.storage import WAIT_SECONDS, PhoneFolder

_TIMEOUT_SECONDS = 20.0


class NoSuchPhone(Exception):
    """There is no phone of this name."""


class UpgradeInterrupted(Exception):
    """The phone is of two versions of the protocol, until its upgrade is ended."""


class AuthorityInvalid(Exception):
    """A file of certificates that holds none; the message names it."""


@contextmanager
def held(
    folder: PhoneFolder, name: str, *, language: str | None = None, wait_seconds: float = WAIT_SECONDS
) -> Iterator[PhoneApp]:
    """The app on a registered phone. Raises `NoSuchPhone`, `UpgradeInterrupted`, `PhoneFileFailed` and `AuthorityInvalid`."""
    # Who asks for names that nobody has given makes no file of any.
    if not folder.has(name):
        raise NoSuchPhone(name)
    with folder.open(name, wait_seconds=wait_seconds) as file:
        state = file.read()
        if state is None:
            raise NoSuchPhone(name)
        if state.upgrade is not None:
            raise UpgradeInterrupted(name)
        with line_of(state.profile.server, state.profile.authority) as http:
            yield PhoneApp(kept_phone(http, state.profile, file.write, state=state), language or state.profile.language)


@contextmanager
def line_of(server: str, authority: str | None) -> Iterator[httpx.Client]:
    """An HTTP client for a server. Raises `AuthorityInvalid`."""
    with httpx.Client(base_url=server, verify=_trusted(server, authority), timeout=_TIMEOUT_SECONDS) as http:
        yield http


def _trusted(server: str, authority: str | None) -> ssl.SSLContext:
    if server.startswith("http:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nobody is judged, and authorities take long to read
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        raise AuthorityInvalid(f"{authority} holds no certificates in PEM: {error}") from None
