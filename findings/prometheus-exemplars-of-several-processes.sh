#!/usr/bin/env bash
# What: exemplars that are given to prometheus-client are not told where several processes share their metrics, and nothing says so:
#       `observe(0.2, exemplar={"trace_id": ...})` succeeds, and the OpenMetrics exposition has none.
# Why:  values of PROMETHEUS_MULTIPROC_DIR are kept in mapped files that have no place for them (`MmapedValue.set_exemplar`: "TODO").
# Who:  servers of several processes (gunicorn and its like) that want to lead from a slow request to its trace.
# Seen: prometheus-client 0.26.0: one process tells `# {trace_id="..."}` behind a bucket; with the shared folder the line ends at the
#       value.
# Cure: trace ids in the lines of the log, as here; or a collector of one's own.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check prometheus-client==0.26.0
cat > "$folder/told.py" <<'PYTHON'
"""Observes once with an exemplar; prints whether it is told."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics.exposition import generate_latest

Histogram("seconds", "Time").observe(0.2, exemplar={"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"})
registry = REGISTRY
if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
print("told" if b"4bf92f3577b34da6a3ce929d0e0e4736" in generate_latest(registry) else "not told")
PYTHON
one=$("$folder/v/bin/python" "$folder/told.py")
mkdir "$folder/shared"
several=$(PROMETHEUS_MULTIPROC_DIR="$folder/shared" "$folder/v/bin/python" "$folder/told.py")
echo "one process: $one; several: $several"
[ "$one" = "told" ] && [ "$several" = "not told" ]
