"""The benchmark: `python -m tests.bench` (about three minutes; `--quick` for a look).

Measures in one run, alternating: (a) the bare engine: start and three updates with no I/O; (b) the payment flow over HTTP; then
(c) reads beside a view that returns a constant, with few and with many stored operations; (d) phones' signatures, tokens and
activations beside the bare cost of their cryptography; (e) signatures with the audit and without it, and what a row of the audit
costs with few and with many stored; and the worker's memory.
"""

import argparse
import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from api.formdata.schemas import OperationFormDataSchema
from api.strict_json import write
from config import master_key
from config.settings import Settings, load
from tests.bench import processes
from tests.bench.audit_rows import AuditRows
from tests.bench.bare_cryptography import measured
from tests.bench.phones import PhoneStore
from tests.bench.prepare import READ_ID, READ_USER, fill, prepare
from tests.bench.report import Report
from tests.bench.server import PATH
from workflows.client import connect

PARALLEL = 16
PARALLEL_SIGNATURES = 50
CREATE = json.loads(Path(__file__).with_name("create.json").read_text())
DETAIL = "/powerauth-nextstep/operation/detail"
PENDING = "/powerauth-nextstep/user/operation/list"


class Bench:
    """The running stack and its driver."""

    def __init__(self, home: Path) -> None:
        ports = {name: processes.free_port() for name in ("temporal", "ui", "api", "silent")}
        self.silent_port = ports["silent"]
        self.environment = {
            "NEXTSTEP_HOME": str(home),
            "NEXTSTEP_TEMPORAL_ADDRESS": f"127.0.0.1:{ports['temporal']}",
            "NEXTSTEP_PORT": str(ports["api"]),
            "NEXTSTEP_LOG_LEVEL": "WARNING",
            "NEXTSTEP_MASTER_KEY": master_key.generated(),
        }
        self.settings: Settings = load(
            home=home,
            temporal_address=self.environment["NEXTSTEP_TEMPORAL_ADDRESS"],
            port=ports["api"],
            master_key=self.environment["NEXTSTEP_MASTER_KEY"],
        )
        self.temporal = processes.temporal(ports["temporal"], ports["ui"], home)
        self._until_prepared()
        self.worker = processes.python("tests.bench.worker", self.environment, home / "worker.log")
        self.bare = processes.python("tests.bench.bare", self.environment, home / "bare.log")
        self.api = processes.python("tests.bench.server", self.environment, home / "api.log")
        silent = self.environment | {"NEXTSTEP_PORT": str(ports["silent"]), "NEXTSTEP_AUDIT": "false"}
        self.silent_api = processes.python("tests.bench.server", silent, home / "silent-api.log")
        for name in ("api", "silent"):
            processes.wait_for(f"http://127.0.0.1:{ports[name]}/health/ready")

    def drive(self, kind: str, seconds: float, **job: Any) -> dict[str, Any]:
        """Load of a kind for a time; what the driver measured, and each process's CPU seconds beside it."""
        watched = {"temporal": self.temporal, "worker": self.worker, "api": self.api, "bare worker": self.bare}
        watched["silent api"] = self.silent_api
        before = {name: process.cpu_seconds() for name, process in watched.items()}
        job |= {"kind": kind, "seconds": seconds, "port": job.get("port", self.settings.port)}
        job |= {"temporal": self.settings.temporal_address, "parallel": job.get("parallel", PARALLEL)}
        command = [sys.executable, "-m", "tests.bench.driver", json.dumps(job)]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        measured: dict[str, Any] = json.loads(found)
        measured["cpu_of"] = {name: process.cpu_seconds() - before[name] for name, process in watched.items()}
        measured["cpu_of"]["driver"] = measured.pop("cpu")
        return measured

    def reads(self, name: str, path: str, body: dict[str, Any], seconds: float, parallel: int) -> dict[str, Any]:
        """One request over and over."""
        return self.drive("requests", seconds, name=name, path=path, body=body, parallel=parallel)

    def events(self, workflow_id: str) -> int:
        """The length of a workflow's history."""

        async def described() -> int:
            client = await connect(self.settings)
            return (await client.get_workflow_handle(workflow_id).describe()).history_length

        return asyncio.run(described())

    def stop(self) -> None:
        """In the order API, workers, Temporal."""
        for process in (self.api, self.silent_api, self.worker, self.bare, self.temporal):
            process.stop()

    def _until_prepared(self) -> None:
        for attempt in range(100):
            try:
                return prepare(self.settings)
            except RuntimeError:
                if attempt == 99:
                    raise
                time.sleep(0.2)
        return None


def main() -> None:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds: a look, not a measurement")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            report = Report(f"{platform.machine()}, Python {platform.python_version()}")
            _flows(bench, report, rounds=1 if quick else 4, seconds=4 if quick else 8)
            _stored(bench, report, rounds=1 if quick else 3, seconds=2 if quick else 3)
            _phones(bench, report, rounds=1 if quick else 3, seconds=2 if quick else 3)
            _audit_rows(report, Path(folder), rounds=1 if quick else 3, seconds=1 if quick else 2)
            _memory(bench, report, operations=200 if quick else 1000)
            report.show()
        finally:
            bench.stop()


def _flows(bench: Bench, report: Report, rounds: int, seconds: float) -> None:
    create = CREATE["requestObject"]
    for kind in ("bare", "payment"):
        bench.drive(kind, 3, create=create)
    for number in range(rounds):
        for kind in ("bare", "payment"):
            report.progress(f"round {number + 1} of {rounds}: {kind}")
            measured = bench.drive(kind, seconds, create=create)
            report.flows(kind, measured | {"events": bench.events(measured["last_id"])})


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


def _phones(bench: Bench, report: Report, rounds: int, seconds: float) -> None:
    store = PhoneStore(bench.settings)
    credentials = store.bank()
    config = store.phones(1)[0]["sdk_config"]
    report.cryptography(measured(config, store.master_key()))
    for count in (1_000, 100_000):
        report.progress(f"filling the database up to {count} registrations")
        store.fill(count)
        for _ in range(rounds):
            report.progress(f"phones with {count} registrations")
            for name, kind in (("signature", "signatures"), ("token", "tokens"), ("activation", "activations")):
                job = {"name": name, "phones": store.phones(4), "credentials": credentials, "parallel": 4}
                report.phones(count, name, bench.drive(kind, seconds, **job))
    report.progress(f"audit on and off, {PARALLEL_SIGNATURES} phones at once")
    for _ in range(rounds):
        for name, process, port in (("on", "api", bench.settings.port), ("off", "silent api", bench.silent_port)):
            # By possession: the driver derives a phone's PIN slower than the server checks its signature.
            job = {"name": "signature", "phones": store.phones(PARALLEL_SIGNATURES), "factors": "possession"}
            found = bench.drive("signatures", 2 * seconds, port=port, parallel=PARALLEL_SIGNATURES, **job)
            found["cpu_of"]["api"] = found["cpu_of"][process]
            report.audit(name, found)
    store.close()


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
    report.progress(f"opening {operations} operations")
    before = bench.worker.resident_bytes()
    job = {"name": "create", "path": "/powerauth-nextstep/operation", "body": CREATE["requestObject"]}
    opened = bench.drive("requests", 600, most=operations, **job)["done"]
    time.sleep(3)
    report.memory((bench.worker.resident_bytes() - before) / opened)


if __name__ == "__main__":
    main()
