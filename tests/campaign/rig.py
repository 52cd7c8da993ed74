"""The whole engine with a bank of its own, as campaigns drive it."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.e2e.stack import Stack


@contextmanager
def running(**settings: Any) -> Iterator[tuple[Stack, Bank]]:
    """As real processes, in a folder that is dropped; the worker as in production, without its sandbox."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(folder, **{"workflow_sandbox": False, **settings})
        try:
            stack.start()
            base_url = stack.settings.base_url
            with httpx.Client(base_url=base_url, timeout=30) as admin, httpx.Client(timeout=30) as phones:
                yield stack, Bank(Cloud(admin, stack.admin), base_url, phones)
        finally:
            stack.stop()


def written(out: Path, found: Any) -> None:
    """The figures as JSON."""
    out.write_text(json.dumps(found, indent=1))
