"""A phone taken in hand: its file locked, its line to the server open; what goes wrong is said with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from api.commands.options import settings_of

if TYPE_CHECKING:
    import httpx

    from api.demo.mobile_app.app import PhoneApp
    from api.demo.mobile_app.kept_phone import KeptPhone
    from api.demo.mobile_app.storage import PhoneFile, PhoneFolder


def phone_folder(folder: Path | None) -> "PhoneFolder":
    """The folder named, or the one in the home of embedded mode."""
    from api.demo.mobile_app.storage import PhoneFolder

    return PhoneFolder(settings_of("phone").home / "phones" if folder is None else folder)


@contextmanager
def opened_file(name: str, folder: Path | None) -> "Iterator[PhoneFile]":
    """A phone's file, locked. Raises `Failed`."""
    from api.demo.mobile_app.storage import PhoneFileFailed

    try:
        with phone_folder(folder).open(name) as file:
            yield file
    except PhoneFileFailed as failed:
        raise Failed(str(failed)) from None


@contextmanager
def held(name: str, folder: Path | None, *, language: str | None = None) -> "Iterator[PhoneApp]":
    """The app on a registered phone. Raises `Failed`, for what it is refused within too."""
    from api.demo.mobile_app import holding
    from api.demo.mobile_app.storage import PhoneFileFailed

    try:
        with holding.held(phone_folder(folder), name, language=language) as app, explained(app.phone):
            yield app
    except holding.NoSuchPhone:
        raise Failed(
            f"there is no phone {name}: nextstep phone register makes it, nextstep phone phones shows others"
        ) from None
    except holding.UpgradeInterrupted:
        raise Failed(f"the upgrade of {name} was interrupted: nextstep phone upgrade ends it") from None
    except holding.AuthorityInvalid as error:
        raise Failed(f"--authority: {error}") from None
    except PhoneFileFailed as failed:
        raise Failed(str(failed)) from None


@contextmanager
def line_of(server: str, authority: str | None) -> "Iterator[httpx.Client]":
    """An HTTP client for a server. Raises `Failed` for a file of certificates that cannot be used."""
    from api.demo.mobile_app import holding

    try:
        with holding.line_of(server, authority) as http:
            yield http
    except holding.AuthorityInvalid as error:
        raise Failed(f"--authority: {error}") from None


@contextmanager
def explained(phone: "KeptPhone") -> Iterator[None]:
    """Turns what a phone is refused, and what it cannot read or reach, into `Failed`."""
    import httpx

    from api.demo.device.failures import NotActivated, ServerRefused, Unreadable, Untrusted
    from api.demo.terminal_phone.refusals import explain

    server = phone.profile.server
    try:
        try:
            yield
        except ServerRefused as refused:
            raise Failed(explain(refused, phone)) from None
    except httpx.HTTPError as error:
        raise Failed(
            f"{server} does not answer: {error or type(error).__name__}; is it up? What was asked of it may have been done: "
            "look, then try again"
        ) from None
    except Untrusted as error:
        raise Failed(f"{server} answers what this phone cannot trust: {error}; is --config that of its app?") from None
    except (Unreadable, NotActivated) as error:
        raise Failed(str(error)) from None
