"""The bank's side of a test phone: an invitation and an operation, by an installation whose administrator's password is known."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from api.commands.failure import Failed, Misconfigured
from api.commands.options import operator_settings_of
from api.commands.phone import options
from api.commands.phone.held import line_of
from api.commands.phone.preview import pairs
from api.commands.tables import as_json, print_json, print_line

if TYPE_CHECKING:
    from api.demo.mobile_bank import MobileBank


@click.command()
@click.argument("user")
@options.server
@options.authority
@as_json
def invite(user: str, server: str, authority: Path | None, as_json: bool) -> None:
    """Play the bank: invite a phone of USER, and print the command that registers it.

    By the administrator's password of NEXTSTEP_ADMIN_PASSWORD, or of the nextstep up in NEXTSTEP_HOME. The application
    demo-mobile-token is made where there is none, and registrations are active as soon as the phone answers.
    """
    from api.demo.mobile_bank import APPLICATION

    with _bank(server, authority) as bank:
        request = {"userId": user, "appId": APPLICATION, "commitPhase": "ON_KEY_EXCHANGE"}
        invited = bank.call("", "POST", "/v2/registrations", **request)
        config = bank.app["mobileSdkConfig"]
    code = invited["activationQrCodeData"]
    words = ["nextstep", "phone", "register", code, "--server", server, "--config", config]
    line = shlex.join([*words, *(["--authority", str(authority)] if authority else [])])
    document = {
        "registrationId": invited["registrationId"],
        "code": invited["activationCode"],
        "qrText": code,
        "config": config,
        "server": server,
        "command": line,
    }
    print_line(line, document, as_json=as_json)


@click.command()
@click.argument("user")
@click.argument("template")
@click.option("--parameter", "parameters", multiple=True, callback=pairs, help="name=value; repeatable.")
@click.option("--language", default="en", show_default=True, help="Of the push message.")
@click.option("--qr", is_flag=True, help="Print the text of a QR code for an approval without a network.")
@click.option("--registration", help="The phone that shall read the QR code, where the user has several.")
@options.server
@options.authority
@as_json
def ask(
    user: str,
    template: str,
    parameters: dict[str, str],
    language: str,
    qr: bool,
    registration: str | None,
    server: str,
    authority: Path | None,
    as_json: bool,
) -> None:
    """Play the bank: ask USER to approve an operation of TEMPLATE, and print its id."""
    with _bank(server, authority) as bank:
        request: dict[str, Any] = {"userId": user, "template": template, "parameters": parameters, "language": language}
        created = bank.call("", "POST", "/v2/operations", **request)
        text = None
        if qr:
            query = f"?registrationId={quote(registration, safe='')}" if registration else ""
            path = f"/v2/operations/{created['operationId']}/offline/qr{query}"
            text = bank.call("", "GET", path)["operationQrCodeData"]
    if as_json:
        print_json({"operation": created, "qrText": text})
    elif text is not None:
        click.echo(text)
    else:
        click.echo(created["operationId"])


@contextmanager
def _bank(server: str, authority: Path | None) -> "Iterator[MobileBank]":
    """A bank with an app at the server. Raises `Failed`."""
    import httpx

    from api.demo.caller import Unexpected
    from api.demo.mobile_bank import MobileBank
    from api.demo.terminal import Terminal

    settings = operator_settings_of("phone")
    password = settings.admin_password.get_secret_value()
    if not password:
        raise Misconfigured(
            "NEXTSTEP_ADMIN_PASSWORD: is not set, and there is no nextstep up in NEXTSTEP_HOME "
            f"({settings.home}): name its home, or have the bank invite the phone"
        )
    with line_of(server, None if authority is None else str(authority)) as http:
        try:
            yield MobileBank(http, Terminal(_nowhere), (settings.admin_username, password))
        except Unexpected as error:
            raise Failed(str(error)) from None
        except httpx.HTTPError as error:
            raise Failed(f"{server} does not answer: {error or type(error).__name__}; is it up?") from None


def _nowhere(_line: str) -> None:
    """What the bank does is no story here."""
