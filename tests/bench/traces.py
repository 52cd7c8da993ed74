"""What traces cost: `python -m tests.bench.traces` (about three minutes; `--flows N` in each of `--rounds N`).

Three engines beside each other, without traces, with one of twenty, and with each, take turns at web payments of five requests.
Told is CPU time of their APIs and workers, which other work on the machine hardly changes, and never the collector's.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.processes import cpu_seconds
from tests.e2e.collector import Collector
from tests.e2e.stack import Stack

CREATE = json.loads(Path(__file__).with_name("create.json").read_text())["requestObject"]
STEPS = ("USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT")
SIDES = {
    "off": {},
    "one of twenty": {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.05"},
    "each": {"OTEL_TRACES_SAMPLER": "parentbased_always_on"},
}


class Side(Stack):
    """One of the engines; all stand on the Temporal of the first."""

    def start_temporal(self):
        if not self.temporal.alive:
            super().start_temporal()

    def cpu(self):
        return {"api": cpu_seconds(self.api.pid), "worker": cpu_seconds(self.worker.pid)}


def flow(client):
    """A payment in the web, to its end."""
    created = client.ok("POST", "/operation", {**CREATE, "operationId": None})
    operation_id = created["operationId"]
    for method in STEPS:
        more = {"userId": "bench", "organizationId": "RETAIL"} if method == STEPS[0] else {}
        ended = client.step(operation_id, method, **more)
    assert ended["result"] == "DONE", ended
    client.detail(operation_id)


def measured(side, flows):
    """Milliseconds of CPU a flow, of the API and of the worker."""
    with side.client() as client:
        before = side.cpu()
        for _ in range(flows):
            flow(client)
    return {name: (after - before[name]) * 1000 / flows for name, after in side.cpu().items()}


def run(flows, rounds):
    collector, sides, found = Collector(), {}, {name: [] for name in SIDES}
    try:
        with tempfile.TemporaryDirectory() as folder:
            temporal = None
            for number, (name, variables) in enumerate(SIDES.items()):
                home = Path(folder, str(number))
                home.mkdir()
                for variable in [one for one in os.environ if one.startswith("OTEL_")]:
                    del os.environ[variable]
                os.environ.update(variables, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url)
                own = {"task_queue": f"side-{number}", "workflow_sandbox": False, "log_level": "WARNING"}
                sides[name] = Side(home, temporal=temporal, traces=bool(variables), **own)
                temporal = sides[name].temporal
                sides[name].start()
                measured(sides[name], 20)
            for number in range(rounds):
                for name, side in [*sides.items()][:: 1 if number % 2 else -1]:
                    found[name].append(measured(side, flows))
                    print(f"round {number + 1} of {rounds}, {name}: {found[name][-1]}", file=sys.stderr, flush=True)
            for side in reversed(sides.values()):
                side.stop()
    finally:
        for side in sides.values():
            for process in (side.api, side.worker, side.temporal):
                process.kill()
        collector.stop()
    return {
        name: {part: round(statistics.median(one[part] for one in each), 2) for part in ("api", "worker")}
        for name, each in found.items()
    } | {"spans": len(collector.spans)}


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench.traces", description=__doc__)
    parser.add_argument("--flows", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    found = run(wanted.flows, wanted.rounds)
    print("| traces | API, ms of CPU a payment | worker |\n|---|---|---|")
    for name in SIDES:
        print(f"| {name} | {found[name]['api']} | {found[name]['worker']} |")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
