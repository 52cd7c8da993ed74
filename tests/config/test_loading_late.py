"""What few installations use is loaded when it is first used: everybody's start would be slower by it."""

import subprocess
import sys

import pytest

LATE = ("opentelemetry", "webauthn", "cbor2")


@pytest.mark.exhaustive
def test_api_and_worker_start_without_what_few_use():
    program = (
        "import sys, api.app, api.server.worker, workflows.worker; print({n.partition('.')[0] for n in sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert "'flask'" in ran.stdout
    assert [name for name in LATE if f"'{name}'" in ran.stdout] == []
