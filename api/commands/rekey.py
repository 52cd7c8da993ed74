"""`nextstep rekey`: stored secrets sealed anew, so that a former master key can be given up."""

import click

from api.commands.failure import Failed
from api.commands.operator_account import origin_of
from api.commands.options import operator_settings_of, with_master_key
from config.addresses import without_password


@click.command()
def command() -> None:
    """Seal every stored secret under the current master key.

    To change the key: give every process the new one as a former key beside the old one and restart it, then the new one as the
    current and the old one as a former key and restart it again, run this, and then give up the old one.
    """
    settings = with_master_key(operator_settings_of("rekey"))

    from activities.audit import origin, trail
    from activities.master_keys.resealing import reseal
    from activities.secrets.sealing import Sealer, Unsealable
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable

    sealer = Sealer.of(*settings.master_keys)
    database = Database(settings.store_url, info=trail.database_info(sealer, on=settings.audit))
    try:
        with origin.assume(origin_of("rekey")):
            total = reseal(
                database,
                sealer,
                lambda table, count: click.echo(f"{table}: {count} secrets sealed anew"),
            )
    except Unsealable as error:
        raise Failed(f"{error}; name the key they are under in NEXTSTEP_FORMER_MASTER_KEYS") from None
    except StoreUnavailable as error:
        raise Failed(f"{without_password(settings.store_url)}: {error}") from None
    finally:
        database.close()
    click.echo(f"done: {total} secrets; everything is under the current master key")
    if settings.payload_encryption:
        click.echo(
            "payloads in Temporal stay under the key they were written under: keep the former one until the workflows that "
            "were open have ended, and Temporal has forgotten them (docs/encryption-in-temporal.md)"
        )
