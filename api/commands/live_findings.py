"""What `nextstep doctor` asks of what runs: the database, what waits in it, who does not answer, and Temporal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.commands.tables import moment

if TYPE_CHECKING:
    from activities.store.database import Database
    from config.settings import Settings
    from workflows.temporal.client import Temporal

OK, WARNING, PROBLEM = "ok", "warning", "problem"
TEMPORAL = "Temporal server"
_SECONDS = 3.0
_SHOWN = 20
# What waits for longer waits for a server that is away, or for a worker.
_LONG_MS = 600_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one part, how it is and what was found."""

    part: str
    state: str
    what: str


def database_findings(database: "Database") -> Iterator[Finding]:
    """Its schema, and what waits in it. Raises `StoreUnavailable`."""
    from activities.store import circuits, delivery_search, operation_lists, schema
    from config.clock import now_ms

    version = database.find_version()
    if not schema.serves(version):
        text = f"the schema is at {version or 'no version'}, this release needs {schema.VERSION}; run nextstep migrate"
        yield Finding("migrations", PROBLEM, text)
        return
    later = "" if version == schema.VERSION else f", a later release's: this one is of {schema.VERSION}"
    yield Finding("migrations", OK, f"the schema is at {version}{later}")
    now = now_ms()
    yield Finding("operations", OK, f"{operation_lists.count_open(database, now)} open")
    with database.read() as session:
        waiting, oldest_ms = delivery_search.count_waiting(session)
        away = circuits.list_open(session, _SHOWN)
    since = f", the oldest since {moment(oldest_ms)}; nextstep deliveries list --status WAITING" if oldest_ms else ""
    late = oldest_ms is not None and now - oldest_ms > _LONG_MS
    yield Finding("deliveries", WARNING if late else OK, f"{waiting} wait{since}")
    for one in away:
        text = f"{one.kind} {one.lane}: {one.failures} failures since {moment(one.since_ms)}, the last {one.last_error}"
        yield Finding("destinations", WARNING, f"{text}; next trial {moment(one.next_trial_ms)}")
    if not away:
        yield Finding("destinations", OK, "every receiver answers, as far as anything was sent")


def identity_provider_findings(settings: "Settings") -> Iterator[Finding]:
    """Whether the keys that tokens are verified by can be had; nothing, where no tokens are taken."""
    if not settings.oidc_issuer:
        return
    from activities.access_tokens.provider import IdentityProvider
    from activities.access_tokens.refused import ProviderUnavailable

    try:
        found = IdentityProvider.of(settings).fetch()
    except ProviderUnavailable as error:
        yield Finding("identity provider", PROBLEM, f"{error}; tokens are answered 503 where no process knows its keys")
        return
    useful = [name for name in settings.oidc_algorithms if found.verifies(name)]
    if useful:
        yield Finding("identity provider", OK, f"{len(found)} keys, for {', '.join(useful)}")
    else:
        text = f"none of its {len(found)} keys is for one of NEXTSTEP_OIDC_ALGORITHMS: no token of it would be taken"
        yield Finding("identity provider", PROBLEM, text)


def temporal_finding(temporal: "Temporal") -> Finding:
    """The server's version, if it answers."""
    from workflows.temporal.client import EngineUnavailable
    from workflows.temporal.readiness import server_version

    try:
        return Finding(TEMPORAL, OK, f"server {temporal.look(server_version, _SECONDS)}")
    except EngineUnavailable as error:
        return Finding(TEMPORAL, PROBLEM, f"{error}; start it, or name another NEXTSTEP_TEMPORAL_ADDRESS")
