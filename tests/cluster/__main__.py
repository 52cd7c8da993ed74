"""A Temporal cluster to try things on: `python -m tests.cluster` starts one and says where it is, until it is told to end.

`--build` builds the programs alone, which takes minutes the first time and needs Go. `--shards`: history shards. What the
cluster keeps is gone with it.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import threading
from pathlib import Path

from tests.cluster.cluster import SHARDS, Cluster
from tests.cluster.programs import VERSION, built
from tests.lone_settings import lone
from workflows.temporal.namespace import prepare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--build", action="store_true", help="build the programs, start nothing")
    parser.add_argument("--shards", type=int, default=SHARDS)
    wanted = parser.parse_args()
    if wanted.build:
        programs = built()
        print(programs.server, programs.sql_tool, sep="\n")
        return
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="nextstep-cluster-") as folder:
        cluster = Cluster(Path(folder), shards=wanted.shards)
        try:
            cluster.start()
            asyncio.run(prepare(lone(temporal_address=cluster.address)))
            _tell(cluster, folder)
            ended.wait()
        finally:
            cluster.stop()


def _tell(cluster: Cluster, folder: str) -> None:
    print(f"Temporal {VERSION} at {cluster.address}, its PostgreSQL at port {cluster.database.port}, logs in {folder}")
    for name, service in cluster.services.items():
        print(f"  {name}: process {service.pid}")
    print(f"NEXTSTEP_TEMPORAL_ADDRESS={cluster.address}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
