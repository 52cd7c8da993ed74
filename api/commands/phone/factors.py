"""What the user of a phone of protocol 4 changes by the server: the PIN, biometry; and how a phone of 3.3 becomes one of 4."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.failure import Failed
from api.commands.phone import options
from api.commands.phone.held import explained, held, line_of, opened_file
from api.commands.tables import as_json, print_line

if TYPE_CHECKING:
    from api.demo.mobile_app.kept_phone import KeptPhone, V4KeptPhone


@click.command()
@click.option("--no-biometry", is_flag=True, help="Begin without biometry.")
@options.pin
@options.of_a_phone
@as_json
def confirm(no_biometry: bool, pin: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Prove the phone's keys once more, where `register` was interrupted before the server confirmed them."""
    with held(name, folder) as app:
        phone = _of_protocol_4(app.phone)
        phone.pin = options.asked_pin(pin)
        phone.confirm(enable_biometry=not no_biometry)
    print_line(f"{name}: its keys are confirmed", {"phone": name, "confirmed": "yes"}, as_json=as_json)


@click.command("pin")
@options.pin
@click.option("--new-pin", help="For scripts, which are not asked.")
@options.of_a_phone
@as_json
def change_pin(pin: str | None, new_pin: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Choose another PIN. In protocol 4 the server has a part in it: the key beneath the PIN becomes another."""
    with held(name, folder) as app:
        phone = _of_protocol_4(app.phone)
        phone.pin = options.asked_pin(pin)
        phone.change_pin(options.chosen_pin(new_pin))
    print_line(f"{name}: the PIN is another", {"phone": name, "pin": "changed"}, as_json=as_json)


@click.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@options.pin
@options.of_a_phone
@as_json
def biometry(state: str, pin: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Switch biometry ON, which takes the PIN, or OFF. In protocol 4 the server refuses it while it is off."""
    with held(name, folder) as app:
        phone = _of_protocol_4(app.phone)
        if state == "on":
            phone.pin = options.asked_pin(pin)
            phone.add_biometry()
        else:
            phone.remove_biometry()
    print_line(f"{name}: biometry is {state}", {"phone": name, "biometry": state}, as_json=as_json)


@click.command()
@options.algorithm
@options.pin
@options.of_a_phone
@as_json
def upgrade(algorithm: str | None, pin: str | None, name: str, folder: Path | None, as_json: bool) -> None:
    """Make a phone of protocol 3.3 one of protocol 4, by its PIN; an upgrade that was interrupted goes on."""
    from api.demo.device.v4.algorithms import PhoneAlgorithm
    from api.demo.mobile_app import upgrade as upgrades
    from api.demo.mobile_app.kept_phone import V3KeptPhone, kept_phone

    with opened_file(name, folder) as file:
        state = file.read()
        if state is None:
            raise Failed(f"there is no phone {name}: nextstep phone phones shows those that there are")
        chosen = options.protocol_of(state.profile.sdk_config, "4.0", algorithm)
        with line_of(state.profile.server, state.profile.authority) as http:
            phone = kept_phone(http, state.profile, file.write, state=state)
            if state.profile.version != "3.3" or not isinstance(phone, V3KeptPhone):
                raise Failed(f"{name} speaks {state.profile.version}: only a phone of 3.3 is upgraded")
            assert isinstance(chosen, PhoneAlgorithm)
            phone.pin = options.asked_pin(pin)
            with explained(phone):
                upgraded = upgrades.upgrade(phone, state, file.write, algorithm=chosen)
    protocol = options.protocol_text(upgraded.profile)
    print_line(f"{name}: protocol {protocol}", {"phone": name, "protocol": protocol}, as_json=as_json)


def _of_protocol_4(phone: "KeptPhone") -> "V4KeptPhone":
    from api.demo.mobile_app.kept_phone import V4KeptPhone

    if isinstance(phone, V4KeptPhone):
        return phone
    raise Failed(
        f"the phone speaks {phone.profile.version}: before protocol 4 this is the app's own matter; "
        "nextstep phone upgrade makes it one of protocol 4"
    )
