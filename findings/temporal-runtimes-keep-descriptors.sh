#!/usr/bin/env bash
# What: of temporalio's Runtime (Python SDK), one that hands its core's log over to Python (LogForwardingConfig) never gives its four
#       descriptors back, once a client or a replay has used it: dropped, collected, its threads gone, they stay open for as long as
#       the process lives. One whose log is not handed over gives them back. Nothing has a method to close a runtime.
# Who:  whoever makes a runtime for each client or each Replayer, as after a fork or for a command that replays many histories: at
#       the usual 1,024 descriptors some 250 replays end it, with an `AssertionError` of the SDK that names no cause.
# Seen: temporalio 1.35.0, Python 3.11: after 20 clients 0 more descriptors by default, 80 more with a log that is handed over (two
#       of epoll, one eventfd and one socket each).
# Cure: one runtime for a process, as this project has: made when first needed, and anew after a fork.
# Needs python3 with venv on Linux, and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0
cat > "$folder/runtimes.py" <<'PYTHON'
"""How many descriptors are left of runtimes that nobody has any more."""

import asyncio
import gc
import logging
import os
import time
import weakref

from temporalio.client import Client
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

CLIENTS = 20
WARNINGS = TelemetryFilter(core_level="WARN", other_level="ERROR")
HANDED_OVER = LoggingConfig(filter=WARNINGS, forwarding=LogForwardingConfig(logger=logging.getLogger("core")))


def count(folder):
    return len(os.listdir(f"/proc/self/{folder}"))


async def use(log):
    runtime = Runtime(telemetry=TelemetryConfig(logging=log))
    await Client.connect("127.0.0.1:1", lazy=True, runtime=runtime)
    return weakref.ref(runtime)


def left_by(log):
    asyncio.run(use(log))  # what Python itself opens with its first loop
    gc.collect()
    time.sleep(0.5)
    before = count("fd")
    for _ in range(CLIENTS):
        gone = asyncio.run(use(log))
        gc.collect()
        assert gone() is None
    time.sleep(2)
    return count("fd") - before


by_default, handed_over = left_by(LoggingConfig(filter=WARNINGS)), left_by(HANDED_OVER)
threads = count("task")
print(f"descriptors left of {CLIENTS} runtimes: {by_default} by default, {handed_over} where the log is handed over")
print(f"threads of the process: {threads}")
if (by_default, handed_over, threads) != (0, 4 * CLIENTS, 1):
    raise SystemExit("the behaviour has changed")
PYTHON
timeout 180 "$folder/v/bin/python" "$folder/runtimes.py"
