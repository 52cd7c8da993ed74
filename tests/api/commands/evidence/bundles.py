"""`nextstep evidence`, run, and the bundle that it made, read."""

import json
import zipfile

from click.testing import CliRunner

from api.commands import nextstep


def run(*arguments, **more):
    return CliRunner().invoke(nextstep, ("evidence", *arguments), **more)


def made(operation_id, name="bundle.zip", code=0):
    """The bundle's records by kind, and its page."""
    result = run(operation_id, "--output", name)
    assert result.exit_code == code, result.output
    with zipfile.ZipFile(name) as archive:
        lines = [json.loads(line) for line in archive.read("evidence.jsonl").splitlines()]
        page = archive.read("evidence.html").decode()
    by_kind = {}
    for line in lines:
        by_kind.setdefault(line["record"], []).append(line)
    return by_kind, page


def gaps(by_kind):
    return " ".join(one["text"] for one in by_kind.get("gap", ()))
