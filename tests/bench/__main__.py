"""The benchmark: `python -m tests.bench` (about eight minutes; `--quick` for a look, `--approvals` for that part alone).

Measures in one run, alternating: (a) the bare engine: start and three updates with no I/O; (b) the payment flow over HTTP; then
(c) approvals on phones beside start and one update, and the phone's list, long and short; (d) reads beside a view that returns
a constant, with few and with many stored operations; (e) phones' signatures, tokens and activations beside the bare cost of
their cryptography; (f) signatures with the audit and without it, and what a row of the audit costs with few and with many
stored; and the worker's memory.

With `--checked` it measures payments whose password and code the engine checks itself, beside the same ones with reported steps.
With `--against COMMIT` it measures this build beside that one instead, built from the repository's history; with `--cluster`
the engine on a real Temporal cluster beside the same on the development server.
"""

import argparse
import json
import platform
import signal
import sys
import tempfile
from pathlib import Path

from api.formdata.schemas import OperationFormDataSchema
from config.exact_json import write
from tests.bench import approvals, checked
from tests.bench.approval_report import ApprovalReport
from tests.bench.audit_rows import AuditRows
from tests.bench.bare_cryptography import measured
from tests.bench.bench import Bench
from tests.bench.memory import per_open_operation
from tests.bench.on_cluster import command as on_cluster
from tests.bench.phones import PhoneStore
from tests.bench.prepare import READ_ID, READ_USER, fill
from tests.bench.report import Report
from tests.bench.server import PATH
from tests.bench.side_by_side import command as side_by_side

PARALLEL_SIGNATURES = 50
CREATE = json.loads(Path(__file__).with_name("create.json").read_text())
DETAIL = "/powerauth-nextstep/operation/detail"
PENDING = "/powerauth-nextstep/user/operation/list"


def main() -> None:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds: a look, not a measurement")
    parser.add_argument("--approvals", action="store_true", help="only approvals on phones")
    parser.add_argument("--checked", action="store_true", help="only what the engine checks itself")
    side_by_side.add_options(parser)
    on_cluster.add_options(parser)
    wanted = parser.parse_args()
    # Whoever ends the benchmark ends the servers that it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    quick = wanted.quick
    if wanted.against:
        side_by_side.run(wanted, CREATE["requestObject"])
        return
    if wanted.cluster:
        on_cluster.run(wanted, CREATE["requestObject"])
        return
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            if wanted.checked:
                checked.measure(bench, CREATE["requestObject"], rounds=1 if quick else 4, seconds=3 if quick else 8)
                return
            store = PhoneStore(bench.settings)
            report, approved = Report(machine), ApprovalReport(machine)
            if not wanted.approvals:
                _flows(bench, report, rounds=1 if quick else 4, seconds=4 if quick else 8)
            approvals.measure(bench, store, approved, rounds=1 if quick else 3, seconds=3 if quick else 5)
            if not wanted.approvals:
                _stored(bench, report, rounds=1 if quick else 3, seconds=2 if quick else 3)
                _phones(bench, report, store, rounds=1 if quick else 3, seconds=2 if quick else 3)
                _audit(bench, report, store, rounds=1 if quick else 3, seconds=4 if quick else 6)
                _audit_rows(report, Path(folder), rounds=1 if quick else 3, seconds=1 if quick else 2)
                _memory(bench, report, operations=200 if quick else 1000)
                report.show()
            approved.show()
            store.close()
        finally:
            bench.stop()


def _flows(bench: Bench, report: Report, rounds: int, seconds: float) -> None:
    create = CREATE["requestObject"]
    for kind in ("bare", "payment"):
        bench.drive(kind, 3, create=create, updates=3)
    for number in range(rounds):
        for kind in ("bare", "payment"):
            report.progress(f"round {number + 1} of {rounds}: {kind}")
            report.flows(kind, bench.flows(kind, seconds, create=create, updates=3))


def _stored(bench: Bench, report: Report, rounds: int, seconds: float) -> None:
    form = write(OperationFormDataSchema().load(CREATE["requestObject"]["formData"]))
    create = CREATE["requestObject"]
    for count in (1_000, 100_000):
        report.progress(f"filling the database up to {count} operations")
        fill(bench.settings, form, count)
        for _ in range(rounds):
            report.progress(f"reads with {count} stored")
            for name, path, body in (
                ("constant", PATH, {}),
                ("detail", DETAIL, {"operationId": READ_ID}),
                ("pending list", PENDING, {"userId": READ_USER}),
            ):
                report.stored(count, name, bench.reads(name, path, body, seconds, parallel=4))
            measured = bench.reads("create", "/powerauth-nextstep/operation", create, seconds, parallel=1)
            report.stored(count, "create", measured)


def _phones(bench: Bench, report: Report, store: PhoneStore, rounds: int, seconds: float) -> None:
    config = store.phones(1)[0]["sdk_config"]
    report.cryptography(measured(config, store.master_key()))
    for count in (1_000, 100_000):
        report.progress(f"filling the database up to {count} registrations")
        store.fill(count)
        for _ in range(rounds):
            report.progress(f"phones with {count} registrations")
            for name, kind in (("signature", "signatures"), ("token", "tokens"), ("activation", "activations")):
                job = {"name": name, "phones": store.phones(4), "credentials": store.credentials, "parallel": 4}
                report.phones(count, name, bench.drive(kind, seconds, **job))


def _audit(bench: Bench, report: Report, store: PhoneStore, rounds: int, seconds: float) -> None:
    report.progress(f"audit on and off, {PARALLEL_SIGNATURES} phones at once")
    for _ in range(rounds):
        for name, process, port in (("on", "api", bench.settings.port), ("off", "silent api", bench.silent_port)):
            # By possession: the driver derives a phone's PIN slower than the server checks its signature.
            job = {"name": "signature", "phones": store.phones(PARALLEL_SIGNATURES), "factors": "possession"}
            found = bench.drive("signatures", seconds, port=port, parallel=PARALLEL_SIGNATURES, **job)
            found["cpu_of"]["api"] = found["cpu_of"][process]
            report.audit(name, found)


def _audit_rows(report: Report, folder: Path, rounds: int, seconds: float) -> None:
    rows = AuditRows(folder)
    for count in (1_000, 1_000_000):
        report.progress(f"filling the audit up to {count} rows")
        rows.fill(count)
        for _ in range(rounds):
            appended = rows.append(seconds)
            report.audit_row(count, appended, rows.seal())
    rows.close()


def _memory(bench: Bench, report: Report, operations: int) -> None:
    report.progress(f"opening {operations} operations, untouched and touched")
    create = CREATE["requestObject"]

    def opened(most: int, touched: bool) -> int:
        return int(bench.drive("opened", 600, most=most, touched=touched, create=create)["done"])

    report.memory(per_open_operation(opened, bench.worker.resident_bytes, operations))


if __name__ == "__main__":
    main()
