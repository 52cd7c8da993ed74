"""`nextstep phone`: a test phone for integrators, of any server, its state in a file."""

import click

from api.commands.phone import bank, factors, inbox, life, operations, preview


@click.group()
def command() -> None:
    """A test phone in the terminal: registered by a code, it shows, approves and rejects operations.

    It speaks to any server as the published apps do, and shows what they would. Several phones are told apart by --phone.
    """


for _one in (
    life.register,
    life.phones,
    life.status,
    operations.list_operations,
    operations.show,
    operations.claim,
    operations.approve,
    operations.reject,
    operations.offline,
    operations.history,
    inbox.inbox,
    life.push,
    factors.confirm,
    factors.change_pin,
    factors.biometry,
    factors.upgrade,
    life.block,
    life.remove,
    life.forget,
    preview.preview,
    bank.invite,
    bank.ask,
):
    command.add_command(_one)
