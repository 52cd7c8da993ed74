"""Operations on a phone: what waits, how it looks, and the user's answer."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.failure import Failed
from api.commands.phone import options
from api.commands.phone.held import held
from api.commands.question import ask
from api.commands.tables import as_json, print_facts, print_json, print_line, print_table
from config import printable

if TYPE_CHECKING:
    from api.demo.mobile_app.app import PhoneApp


@click.command("list")
@options.language
@options.of_a_phone
@as_json
def list_operations(language: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """List what waits for the user's answer, newest first."""
    with held(name, folder, language=language) as app:
        found = app.waiting()
    if as_json:
        print_json({"operations": found.content, "currentTimestamp": found.server_time})
    else:
        _print_operations(found.content)


@click.command()
@click.argument("operation_id")
@options.language
@options.of_a_phone
@as_json
def show(operation_id: str, language: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Show an operation as the app does: screens before the form, the form, and its buttons."""
    with held(name, folder, language=language) as app:
        found = app.detail(operation_id)
    _show(found.content, found.server_time, app.language, as_json=as_json)


@click.command()
@click.argument("operation_id")
@options.language
@options.of_a_phone
@as_json
def claim(operation_id: str, language: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Take an operation that is nobody's, as an app does that scanned its QR code; and show it."""
    with held(name, folder, language=language) as app:
        found = app.claim(operation_id)
    _show(found.content, found.server_time, app.language, as_json=as_json)


@click.command()
@click.argument("operation_id")
@options.pin
@options.biometry
@click.option("--otp", help="The one-time password of a proximity check, which the app scans.")
@click.option("--yes", is_flag=True, help="Do not ask, where the phone alone approves.")
@options.language
@options.of_a_phone
@as_json
def approve(
    operation_id: str,
    pin: str | None,
    biometry: bool,
    otp: str | None,
    yes: bool,
    language: str | None,
    name: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Show an operation, ask for the PIN, and sign it; then show the screen after it."""
    from api.demo.device.failures import ServerRefused
    from api.demo.mobile_app.screens import needs_scan, result_text
    from api.demo.mobile_app.words import app_words
    from api.demo.terminal_phone import screens

    with held(name, folder, language=language) as app:
        found = app.detail(operation_id)
        operation, words = found.content, app_words(app.language)
        if not as_json:
            _print_lines(screens.before_approval(operation, words, found.server_time))
        if otp is None and needs_scan(operation):
            raise Failed(
                "the app scans a one-time password first: give it by --otp, from the bank's page (proximityOtp)"
            )
        factors = _factors(operation, app, pin=pin, biometry=biometry, yes=yes)
        try:
            app.approve(operation, factors, otp)
        except ServerRefused:
            if not as_json:
                _print_lines(screens.result(operation, "failure", words))
            raise
    if as_json:
        text = result_text(operation, "success", words)
        after = (operation.get("ui") or {}).get("postApprovalScreen")
        print_json({"id": operation_id, "status": "APPROVED", "factors": factors, "text": text, "screen": after})
    else:
        _print_lines(screens.after_approval(operation, words))


@click.command()
@click.argument("operation_id")
@click.option("--reason", default="UNKNOWN", show_default=True, help=f"{', '.join(options.reasons)}, or another word.")
@options.language
@options.of_a_phone
@as_json
def reject(operation_id: str, reason: str, language: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Say no, which takes no PIN; the bank is told the reason."""
    from api.demo.mobile_app.screens import result_text
    from api.demo.mobile_app.words import app_words
    from api.demo.terminal_phone import screens

    with held(name, folder, language=language) as app:
        operation, words = app.detail(operation_id).content, app_words(app.language)
        app.reject(operation_id, reason)
    if as_json:
        text = result_text(operation, "reject", words)
        print_json({"id": operation_id, "status": "REJECTED", "reason": reason, "text": text})
    else:
        _print_lines(screens.result(operation, "reject", words))


@click.command()
@click.argument("qr_text", callback=options.text_or_stdin, default="-")
@options.pin
@options.biometry
@options.of_a_phone
@as_json
def offline(qr_text: str, pin: str | None, biometry: bool, name: str, folder: Path | None, as_json: bool) -> None:
    """Show what the text of a QR code asks, and the digits that approve it, without any network.

    The text has several lines: it is read from standard input where none is given.
    """
    from api.demo.device import offline as codes
    from api.demo.device.failures import Untrusted

    with held(name, folder) as app:
        phone = app.phone
        scanned = codes.parse(qr_text)
        try:
            phone.verify_offline(scanned)
        except Untrusted as error:
            raise Failed(f"{error}: the QR code is another phone's, another server's, or was changed") from None
        if not as_json:
            told = [scanned.title, *scanned.message.splitlines(), scanned.data]
            _print_lines([f"|  {line}" for line in told])
        if biometry and not scanned.allows_biometry:
            raise Failed("the QR code asks for the PIN: leave --biometry out")
        code = phone.offline_code(qr_text, options.two_factors(phone, pin, biometry=biometry))
    members = {"title": scanned.title, "message": scanned.message, "data": scanned.data}
    print_line(code, {"id": scanned.operation_id, **members, "code": code}, as_json=as_json)


@click.command()
@options.pin
@options.biometry
@options.language
@options.of_a_phone
@as_json
def history(
    pin: str | None, biometry: bool, language: str | None, name: str, folder: Path | None, as_json: bool
) -> None:
    """List all operations of the user, however they ended; it takes the PIN."""
    with held(name, folder, language=language) as app:
        found = app.history(options.two_factors(app.phone, pin, biometry=biometry))
    if as_json:
        print_json({"operations": found.content})
    else:
        _print_operations(found.content)


def _factors(operation: dict[str, Any], app: "PhoneApp", *, pin: str | None, biometry: bool, yes: bool) -> str:
    """With what the user approves. Raises `Failed` where the operation does not allow it."""
    from api.demo.device.signing import Factors

    allowed = operation["allowedSignatureType"]
    if allowed["type"] == "1FA":
        if not yes and pin is None:
            ask("Approve?")
        return Factors.POSSESSION
    wanted = Factors.POSSESSION_BIOMETRY if biometry else Factors.POSSESSION_KNOWLEDGE
    if wanted not in allowed["variants"]:
        other = "leave --biometry out" if biometry else "give --biometry"
        raise Failed(f"the operation is approved by {' or '.join(allowed['variants'])} only: {other}")
    return options.two_factors(app.phone, pin, biometry=biometry)


def _show(operation: dict[str, Any], server_time: str | None, language: str, *, as_json: bool) -> None:
    from api.demo.mobile_app.words import app_words
    from api.demo.terminal_phone import screens

    if as_json:
        print_json({"operation": operation, "currentTimestamp": server_time})
        return
    print_facts([("operation", operation["id"]), ("type", operation["name"]), ("signed data", operation["data"])])
    _print_lines(screens.before_approval(operation, app_words(language), server_time))


def _print_operations(operations: list[dict[str, Any]]) -> None:
    print_table(
        ("operation", "type", "status", "title", "expires"),
        [
            (one["id"], one["name"], one["status"], one["formData"]["title"], one["operationExpires"])
            for one in operations
        ],
    )


def _print_lines(lines: list[str]) -> None:
    """What a bank has put into a text moves no cursor."""
    for line in lines:
        click.echo(printable.marked(line))
