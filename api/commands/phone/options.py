"""Options of the commands of a phone."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from api.commands.failure import Failed
from api.commands.options import Command

if TYPE_CHECKING:
    from api.demo.device.signing import Factors
    from api.demo.device.status import ActivationStatus
    from api.demo.device.v4.algorithms import PhoneAlgorithm
    from api.demo.device.versions import Version
    from api.demo.mobile_app.state import PhoneProfile
    from api.demo.phone_calls import PhoneCalls

reasons = ("INCORRECT_DATA", "UNEXPECTED_OPERATION", "UNKNOWN")

folder = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where phones are kept. [default: phones in NEXTSTEP_HOME]",
)
language = click.option("--language", help="The user's language, such as cs or de-AT. [default: the phone's]")
pin = click.option(
    "--pin", help="For scripts, which are not asked. It is kept nowhere, but seen in lists of processes."
)
biometry = click.option("--biometry", is_flag=True, help="By fingerprint or face, in place of the PIN.")

protocol = click.option(
    "--protocol",
    type=click.Choice(["3.0", "3.1", "3.2", "3.3", "4.0"]),
    help="[default: 4.0 where the configuration has the keys for it, else 3.3]",
)
algorithm = click.option(
    "--algorithm",
    type=click.Choice(["EC_P384", "EC_P384_ML_L3", "EC_P384_ML_L5"]),
    help="Of protocol 4.0. [default: EC_P384_ML_L3, as in published apps]",
)


def _server_address(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """`https://host[:port][/prefix]`, without the mobile API's own part. Raises `click.BadParameter`."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment:
        raise click.BadParameter("give an address such as https://bank.example or http://127.0.0.1:8080")
    return text.rstrip("/").removesuffix("/enrollment-server").rstrip("/")


server = click.option(
    "--server", default="http://127.0.0.1:8080", show_default=True, callback=_server_address, help="Its address."
)
authority = click.option(
    "--authority", type=click.Path(path_type=Path, dir_okay=False), help="Certificates (PEM) to judge it by."
)


def of_a_phone(command: Command) -> Command:
    """`--phone` and `--folder`, which every command of a phone has."""
    with_name = click.option("--phone", "name", default="phone", show_default=True, help="Which phone.")(command)
    with_folder: Command = folder(with_name)
    return with_folder


def protocol_of(config: str, protocol: str | None, algorithm: str | None) -> "Version | PhoneAlgorithm":
    """What a new phone speaks: what is asked for, else the newest that its configuration has keys for. Raises `Failed`."""
    from api.demo.device import sdk_config
    from api.demo.device.failures import Unreadable
    from api.demo.device.v4.algorithms import PhoneAlgorithm
    from api.demo.device.v4.masters import offered
    from api.demo.device.versions import Version

    if protocol not in (None, "4.0"):
        if algorithm is not None:
            raise click.BadParameter("algorithms are of protocol 4.0", param_hint="--algorithm")
        return Version(protocol)
    chosen = PhoneAlgorithm(algorithm or PhoneAlgorithm.EC_P384_ML_L3)
    try:
        is_offered = chosen in offered(sdk_config.parse(config))
    except Unreadable as error:
        raise Failed(f"--config: {error}") from None
    if not is_offered and (protocol is not None or algorithm is not None):
        raise Failed(f"--config: it has no master keys of {chosen}: is protocol 4 allowed for the app?")
    return chosen if is_offered else Version.V3_3


def protocol_text(profile: "PhoneProfile") -> str:
    """The version, and for 4.0 its algorithm."""
    return profile.version if profile.version == profile.protocol else f"{profile.version} {profile.protocol}"


def v4_facts(status: "ActivationStatus") -> list[tuple[str, str]]:
    """What protocol 4 tells of a phone besides; nothing of one up to 3.3."""
    from api.demo.device.v4.status import V4ActivationStatus, V4StatusFlag

    if not isinstance(status, V4ActivationStatus):
        return []
    pending = V4StatusFlag.CONFIRMATION_PENDING in status.flags
    biometry = "on" if V4StatusFlag.BIOMETRY in status.flags else "off"
    return [("keys", "not confirmed: nextstep phone confirm" if pending else "confirmed"), ("biometry", biometry)]


def asked_pin(pin: str | None) -> str:
    """The PIN; asked for, unseen, where no option says it."""
    return pin if pin is not None else str(click.prompt("PIN", hide_input=True, err=True))


def two_factors(phone: "PhoneCalls", pin: str | None, *, biometry: bool) -> "Factors":
    """The phone's, and the user's: biometry, or the PIN, which the phone is told."""
    from api.demo.device.signing import Factors

    if biometry:
        return Factors.POSSESSION_BIOMETRY
    phone.pin = asked_pin(pin)
    return Factors.POSSESSION_KNOWLEDGE


def chosen_pin(pin: str | None) -> str:
    """A new PIN, asked for twice where no option says it. Raises `click.BadParameter`."""
    if pin is None:
        pin = str(click.prompt("Choose a PIN", hide_input=True, confirmation_prompt=True, err=True))
    if not 4 <= len(pin) <= 64:
        raise click.BadParameter("a PIN has at least 4 characters, and at most 64", param_hint="--pin")
    return pin


def text_or_stdin(_context: click.Context, _argument: click.Parameter, text: str) -> str:
    """For arguments of several lines: `-` reads standard input, without the line feed that ends it."""
    if text != "-":
        return text
    return sys.stdin.read(65_536).removesuffix("\n")
