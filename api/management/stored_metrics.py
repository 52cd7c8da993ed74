"""How the engine stands by what is stored: whichever server is asked, and whether or not any worker lives, the same is told."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from activities.callbacks.enqueue import KIND
from activities.store import circuits, delivery_search, heartbeats, operation_lists
from activities.store.audit import rows
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from config.clock import now_ms


def exposition(database: Database, task_queue: str) -> bytes:
    """The gauges, of workers those of a task queue; none of what would have to be asked of a database that is away."""
    registry = CollectorRegistry()
    reachable = Gauge("nextstep_database_up", "Whether the database answers", registry=registry)
    try:
        _collect(database, task_queue, registry)
        reachable.set(1)
    except StoreUnavailable:
        reachable.set(0)
    return generate_latest(registry)


def _collect(database: Database, task_queue: str, registry: CollectorRegistry) -> None:
    def gauge(name: str, text: str) -> Gauge:
        return Gauge(name, text, registry=registry)

    now = now_ms()
    open_operations, away = operation_lists.count_open(database, now), circuits.count_open(database)
    with database.read() as session:
        waiting, oldest_ms = delivery_search.count_waiting(session)
        unsealed_ms = rows.waiting_since(session)
        beat = heartbeats.last(session, heartbeats.of_workers(task_queue))
    gauge("nextstep_operations_open", "Operations that wait for somebody").set(open_operations)
    gauge("nextstep_deliveries_waiting", "Callbacks and pushes that have not arrived yet").set(waiting)
    gauge("nextstep_deliveries_oldest_seconds", "Since when the one waits that waits longest").set(
        _seconds_since(oldest_ms, now)
    )
    gauge("nextstep_audit_unsealed_seconds", "Since when a row of the audit trail waits to be sealed").set(
        _seconds_since(unsealed_ms, now)
    )
    if beat is not None:
        gauge("nextstep_worker_silence_seconds", "Since when no worker has given a sign of life").set(
            beat.age_ms / 1000
        )
    circuit = Gauge(
        "nextstep_circuits_open", "Receivers that do not answer and are left alone", ["kind"], registry=registry
    )
    for kind in {KIND: 0, **away}:
        circuit.labels(kind).set(away.get(kind, 0))


def _seconds_since(time_ms: int | None, now: int) -> float:
    return 0 if time_ms is None else max(now - time_ms, 0) / 1000
