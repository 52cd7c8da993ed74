"""`nextstep rekey`: stored secrets sealed anew, so that a former master key can be given up."""

import click

from api.commands.failure import Failed
from api.commands.opened import open_sealed
from api.commands.operator_account import origin_of


@click.command()
def command() -> None:
    """Seal every stored secret under the current master key.

    To change the key: give every process the new one as a former key beside the old one and restart it, then the new one as the
    current and the old one as a former key and restart it again, run this, and then give up the old one.
    """
    from activities.audit import origin
    from activities.master_keys.resealing import reseal
    from activities.secrets.sealing import Unsealable
    from config.settings import load

    with open_sealed("rekey", checks_key=False) as (database, sealer), origin.assume(origin_of("rekey")):
        try:
            total = reseal(
                database,
                sealer,
                lambda table, count: click.echo(f"{table}: {count} secrets sealed anew"),
            )
        except Unsealable as error:
            raise Failed(f"{error}; name the key they are under in NEXTSTEP_FORMER_MASTER_KEYS") from None
    click.echo(f"done: {total} secrets; everything is under the current master key")
    if load().payload_encryption:
        click.echo(
            "payloads in Temporal stay under the key they were written under: keep the former one until the workflows that "
            "were open have ended, and Temporal has forgotten them (docs/encryption-in-temporal.md)"
        )
