"""The life of a phone: registered, looked at, blocked, removed, forgotten."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands import many
from api.commands.failure import Failed
from api.commands.phone import options
from api.commands.phone.held import explained, held, line_of, opened_file, phone_folder
from api.commands.question import ask
from api.commands.tables import as_json, print_facts, print_json, print_line, print_table

if TYPE_CHECKING:
    from api.demo.device.status import ActivationStatus
    from api.demo.mobile_app.kept_phone import KeptPhone


@click.command()
@click.argument("code", callback=options.text_or_stdin)
@click.option("--config", required=True, help="The app's mobileSdkConfig, as the bank's administrators read it.")
@options.server
@options.authority
@click.option("--otp", help="The one-time password of the activation, where the bank asks for one.")
@options.pin
@click.option("--device", default="Test phone", show_default=True, help="What the phone is called.")
@click.option("--platform", type=click.Choice(["android", "ios"]), default="android", show_default=True)
@options.protocol
@options.algorithm
@click.option("--no-biometry", is_flag=True, help="Begin without biometry, where the protocol lets the user choose.")
@click.option("--language", default="en", show_default=True, help="The user's language.")
@options.of_a_phone
@as_json
def register(
    code: str,
    config: str,
    server: str,
    authority: Path | None,
    otp: str | None,
    pin: str | None,
    device: str,
    platform: str,
    protocol: str | None,
    algorithm: str | None,
    no_biometry: bool,
    language: str,
    name: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Register by CODE, typed or as a QR code holds it (CODE#SIGNATURE); - reads it from standard input.

    Prints the fingerprint, which the bank shows too; the bank commits the registration when they agree.
    """
    from api.demo.device import activation_code
    from api.demo.device.failures import Unreadable
    from api.demo.mobile_app.kept_phone import kept_phone
    from api.demo.mobile_app.state import PhoneProfile

    try:
        activation_code.parse(code)
    except Unreadable as error:
        raise Failed(str(error)) from None
    kept_authority = None if authority is None else str(authority.resolve())
    chosen_protocol = options.protocol_of(config, protocol, algorithm)
    profile = PhoneProfile(server, kept_authority, config, chosen_protocol, platform, device, language)
    with opened_file(name, folder) as file:
        if file.path.exists():
            raise Failed(f"there is a phone {name} already: name another by --phone, or nextstep phone forget it")
        chosen = options.chosen_pin(pin)
        with line_of(server, kept_authority) as http:
            try:
                phone = kept_phone(http, profile, file.write, pin=chosen)
            except Unreadable as error:
                raise Failed(f"--config: {error}") from None
            with explained(phone):
                phone.activate(code, otp=otp, name=device, enable_biometry=not no_biometry)
                _print_status(name, phone, phone.status(), as_json=as_json)


@click.command()
@options.folder
@as_json
def phones(folder: Path | None, as_json: bool) -> None:
    """List the phones that are kept, without asking their servers."""
    found = []
    kept = phone_folder(folder)
    for name in kept.names():
        with opened_file(name, folder) as file:
            state = file.read()
        if state is not None:
            found.append((name, state.registration.activation_id, state.profile.server, state.profile.language))
    if as_json:
        members = ("phone", "registrationId", "server", "language")
        print_json({"phones": [dict(zip(members, one, strict=True)) for one in found]})
    else:
        print_table(("phone", "registration", "server", "language"), found)


@click.command()
@options.of_a_phone
@as_json
def status(name: str, folder: Path | None, as_json: bool) -> None:
    """Ask the server how the phone stands: active or blocked, attempts left, and whether the counters agree."""
    with held(name, folder) as app:
        _print_status(name, app.phone, app.phone.status(), as_json=as_json)


@click.command()
@click.argument("token")
@click.option("--platform", type=click.Choice(["fcm", "apns", "hms"]), default="fcm", show_default=True)
@options.of_a_phone
@as_json
def push(token: str, platform: str, name: str, folder: Path | None, as_json: bool) -> None:
    """Tell the server the phone's push TOKEN. `nextstep up` sends to nobody, and keeps what it would have sent."""
    with held(name, folder) as app:
        app.register_push(platform, token)
    print_line(f"{name}: pushes by {platform}", {"phone": name, "platform": platform}, as_json=as_json)


@click.command()
@many.yes
@options.of_a_phone
@as_json
def block(yes: bool, name: str, folder: Path | None, as_json: bool) -> None:
    """Type wrong PINs until the server blocks the phone, as a thief would."""
    from api.demo.device.status import ActivationState
    from api.demo.mobile_app import blocking

    if not yes:
        ask(f"Block the phone {name}? The bank alone can unblock it")
    with held(name, folder) as app:
        phone = app.phone
        found = blocking.block(phone)
        _print_status(name, phone, found, as_json=as_json)
    if found.state is not ActivationState.BLOCKED:
        raise Failed(f"{name} is {found.state.name}; only an active phone can be blocked")


@click.command()
@many.yes
@options.pin
@options.biometry
@options.of_a_phone
@as_json
def remove(yes: bool, pin: str | None, biometry: bool, name: str, folder: Path | None, as_json: bool) -> None:
    """Remove the registration at the server, by the PIN, then the phone's file."""
    if not yes and pin is None:
        ask(f"Remove the phone {name}?")
    with held(name, folder) as app:
        app.phone.remove(options.two_factors(app.phone, pin, biometry=biometry))
    with opened_file(name, folder) as file:
        file.remove()
    print_line(f"{name}: REMOVED", {"phone": name, "status": "REMOVED"}, as_json=as_json)


@click.command()
@many.yes
@options.of_a_phone
@as_json
def forget(yes: bool, name: str, folder: Path | None, as_json: bool) -> None:
    """Delete the phone's file, as if the phone was lost; the server is not asked, its registration stays."""
    with opened_file(name, folder) as file:
        if not file.path.exists():
            raise Failed(f"there is no phone {name}")
        if not yes:
            ask(f"Delete {file.path}?")
        file.remove()
    print_line(f"{name}: forgotten", {"phone": name, "forgotten": True}, as_json=as_json)


def _print_status(name: str, phone: "KeptPhone", activation_status: "ActivationStatus", *, as_json: bool) -> None:
    from api.demo.terminal_phone.refusals import explain_status

    protocol = options.protocol_text(phone.profile)
    document: dict[str, Any] = {
        "phone": name,
        "registrationId": phone.activation_id,
        "server": phone.profile.server,
        "protocol": protocol,
        "status": activation_status.state.name,
        "fingerprint": phone.fingerprint,
        "remainingAttempts": activation_status.remaining_attempts,
        "counter": str(activation_status.standing),
        **dict(options.v4_facts(activation_status)),
    }
    if as_json:
        print_json(document)
        return
    print_facts(
        [
            ("phone", name),
            ("registration", phone.activation_id),
            ("server", phone.profile.server),
            ("protocol", protocol),
            ("status", f"{activation_status.state.name}: {explain_status(activation_status)}"),
            *options.v4_facts(activation_status),
            ("fingerprint", phone.fingerprint),
            ("attempts left", activation_status.remaining_attempts),
            ("counter", activation_status.standing),
        ]
    )
