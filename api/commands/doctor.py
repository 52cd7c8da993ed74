"""`nextstep doctor`: what `nextstep check` reads, and then what runs: is it there, is it current, does it keep time."""

from typing import TYPE_CHECKING

import click

from api.commands.check import CheckReport, find_problems
from api.commands.failure import Failed, Misconfigured
from api.commands.live_findings import (
    OK,
    PROBLEM,
    TEMPORAL,
    WARNING,
    Finding,
    database_findings,
    identity_provider_findings,
    temporal_finding,
)
from api.commands.options import settings_of
from api.commands.sealed_database import is_there
from api.commands.tables import as_json, print_json, print_table
from config.addresses import without_password
from config.settings import Settings

if TYPE_CHECKING:
    from workflows.temporal.client import Temporal


class _Noted(CheckReport):
    """Kept to be told in the table."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def tell(self, line: str) -> None:
        self._note(OK, line)

    def warn(self, line: str) -> None:
        self._note(WARNING, line)

    def _note(self, state: str, line: str) -> None:
        part, _, what = line.partition(": ")
        if not part.startswith("database "):  # that it could not be looked at is found out better by asking
            self.findings.append(Finding(part, state, what))


@click.command()
@as_json
def command(as_json: bool) -> None:
    """Ask everything whether it is well: what check reads, database, Temporal, worker, clocks, receivers, identity provider.

    One row is written into the database, as /health/ready does, and nothing else is changed. Exit code 1 where there is a
    problem; warnings are none.
    """
    report = _Noted()
    problems = find_problems(settings_of("doctor"), report)
    if problems.misspelt:
        raise Misconfigured("\n".join(problems.lines))
    found = [*report.findings, *(Finding("configuration", PROBLEM, line) for line in problems.lines)]
    if problems.settings is not None:
        found += [*identity_provider_findings(problems.settings), *_ask(problems.settings)]
    bad = sum(one.state == PROBLEM for one in found)
    if as_json:
        members = [{"part": one.part, "state": one.state, "what": one.what} for one in found]
        print_json({"well": not bad, "findings": members})
    else:
        print_table(("part", "state", "what"), [(one.part, one.state, one.what) for one in found])
    if bad:
        raise Failed(f"{bad} {'problem' if bad == 1 else 'problems'}")


def _ask(settings: Settings) -> list[Finding]:
    from activities.store.database import Database
    from activities.store.unavailable import StoreUnavailable
    from api.management.readiness import Readiness

    temporal = _temporal(settings)
    where = f"database {without_password(settings.store_url)}"
    if not is_there(settings):
        away = Finding("database", PROBLEM, f"{where}: not there yet; run nextstep migrate, or nextstep up")
        return [away, *([temporal_finding(temporal)] if temporal else ())]
    database = Database(settings.store_url, pool_size=2)
    found: list[Finding] = []
    try:
        found += database_findings(database)
        if temporal is None:
            return found
        found.append(temporal_finding(temporal))
        ready = Readiness(settings, database, temporal).ask()
    except StoreUnavailable as error:
        return [*found, Finding("database", PROBLEM, f"{where}: {error}")]
    finally:
        database.close()
    parts = {one.part for one in found if one.state == PROBLEM}
    known = {"database": "migrations", "temporal": TEMPORAL}
    missing = {part: text for part, text in ready.missing.items() if known.get(part) not in parts}
    found += [Finding(part, PROBLEM, text) for part, text in missing.items()]
    found += [
        Finding(f"clock of {name}", OK, f"{ahead} ms ahead of this process's")
        for name, ahead in ready.clocks.items()
        if f"clock of {name}" not in missing
    ]
    found += [
        Finding(part, OK, text)
        for part, text in (
            ("search attributes", f"registered in the namespace {settings.temporal_namespace}"),
            ("worker", f"polls the task queue {settings.task_queue}, and writes"),
        )
        if part not in ready.missing and "temporal" not in ready.missing
    ]
    return found


def _temporal(settings: Settings) -> "Temporal | None":
    """Null where Temporal's own configuration is wrong, which is among the problems of the check."""
    from config.settings import SettingsInvalid
    from workflows.temporal.client import Temporal

    try:
        return Temporal(settings)
    except SettingsInvalid:
        return None
