"""`nextstep registrations versions`: how far the phones of an application have come to newer versions of the protocol."""

from dataclasses import astuple

import click

from api.commands.listing import statuses_option
from api.commands.moments import parse_moment
from api.commands.opened import open_database
from api.commands.tables import as_json, moment, print_json, print_table
from config.vocabulary import RegistrationStatus

# In the order of the fields.
_COLUMNS = ("applicationId", "protocol", "algorithm", "status", "registrations", "used", "unconfirmed", "upgrading")


@click.command("versions")
@click.option("--application", help="In the application with this id.")
@statuses_option(RegistrationStatus, "Of this status; all but REMOVED by default")
@click.option(
    "--used-since",
    "used_since",
    default="30d",
    show_default=True,
    callback=parse_moment,
    help="From when on those are told apart that have signed: ISO 8601, or as long ago as 30m, 2h, 7d.",
)
@as_json
def count_versions(application: str | None, statuses: tuple[str, ...], used_since: int, as_json: bool) -> None:
    """Count registrations by application, protocol version, algorithm and status.

    Those that have been used since a time are told apart, those whose phone has not confirmed its keys, and those whose upgrade
    to protocol 4 has begun.
    """
    from activities.store import registration_versions
    from config.clock import now_ms

    asked = tuple(map(RegistrationStatus, statuses)) or tuple(
        one for one in RegistrationStatus if one is not RegistrationStatus.REMOVED
    )
    with open_database("registrations") as database, database.read() as session:
        found = registration_versions.count(
            session, now_ms=now_ms(), statuses=asked, application_id=application, used_since_ms=used_since
        )
    lines = [dict(zip(_COLUMNS, astuple(one), strict=True)) for one in found]
    if as_json:
        print_json({"usedSince": moment(used_since), "versions": lines})
        return
    print_table(("application", *_COLUMNS[1:]), [[one[name] for name in _COLUMNS] for one in lines])
