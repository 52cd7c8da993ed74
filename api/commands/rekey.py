"""`nextstep rekey`: stored secrets sealed anew, so that a former master key can be given up."""

import click

from api.commands.failure import Failed
from api.commands.options import operator_settings_of, with_master_key
from config.addresses import without_password


@click.command()
def command() -> None:
    """Seal every stored secret under the current master key.

    To change the key: set NEXTSTEP_MASTER_KEY to the new one and NEXTSTEP_FORMER_MASTER_KEYS to the old one, restart every
    process, run this, and then leave NEXTSTEP_FORMER_MASTER_KEYS out.
    """
    settings = with_master_key(operator_settings_of("rekey"))

    from activities.resealing import reseal
    from activities.sealing import Sealer, Unsealable
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    database = Database(settings.store_url)
    try:
        total = reseal(
            database,
            Sealer.of(*settings.master_keys),
            lambda table, count: click.echo(f"{table}: {count} secrets sealed anew"),
        )
    except Unsealable as error:
        raise Failed(f"{error}; name the key they are under in NEXTSTEP_FORMER_MASTER_KEYS") from None
    except StoreUnavailable as error:
        raise Failed(f"{without_password(settings.store_url)}: {error}") from None
    finally:
        database.close()
    click.echo(f"done: {total} secrets; everything is under the current master key")
