#!/usr/bin/env bash
# What: with PYTHONUNBUFFERED=1 (or `python -u`), which most images set so that logs come at once, Python loses output without a word:
#       of what is printed to a disk that fills up, or to a pipe that does not block, what fits is written, and the rest is gone. The
#       exit code is 0. Without the variable the same program fails and says why.
# Why:  the variable does not only flush: it takes the buffer away, and it is the buffer that writes again and again until all is
#       taken. `sys.stdout` then writes once to the descriptor, and does not look how much of it that took. A pipe that does not block
#       is common where a parent reads several children in one loop: the flag belongs to the pipe, not to who set it. On a full disk
#       `print` is told at least by its newline, which it writes on its own; a document that is written at once is not.
# Who:  whoever has a container's command print a large document (`docker run ... export > file`, a parent that captures it).
#       CPython's issue 85393 is open since 2020.
# Seen: CPython 3.11.7, 3.12.1 and 3.13.0: the table that this script prints.
# Cure: a stream of one's own over the descriptor, with a buffer, that waits where it is told to (api/commands/whole_output.py).
# Needs python3 alone; PYTHON names another one. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/told.py" <<'PYTHON'
"""Prints 200,000 letters in a process with and without the variable, to two places that take 65,536 of them at once."""

import os
import resource
import subprocess
import sys
from pathlib import Path

HALF = 65_536
WAYS = {"print": "print('x' * 200_000)", "write": "import sys; sys.stdout.write('x' * 200_000)"}


def start(code, variable, **options):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"} | variable
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, **options)


def ended(process):
    said = process.communicate()[1].decode().strip().splitlines()
    return f"exit code {process.returncode}, {said[-1] if said else 'not a word'}"


def to_a_disk_that_is_full(code, variable):
    path = Path(sys.argv[1]) / "told"
    with path.open("wb") as file:
        process = start(
            code, variable, stdout=file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, HALF))
        )
        end = ended(process)
    return path.stat().st_size, end


def to_a_pipe_that_does_not_block(code, variable):
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    process = start(code, variable, stdout=writing)
    os.close(writing)
    end = ended(process)  # the reader comes later
    with os.fdopen(reading, "rb") as pipe:
        return len(pipe.read()), end


print("CPython", sys.version.split()[0])
found = {}
for place in (to_a_disk_that_is_full, to_a_pipe_that_does_not_block):
    for way, code in WAYS.items():
        for name, variable in (("buffered", {}), ("unbuffered", {"PYTHONUNBUFFERED": "1"})):
            written, end = found[place.__name__, way, name] = place(code, variable)
            print(f"{place.__name__}: {way}, {name}: {written} of 200000, {end}")
silent = sorted(key for key, (written, end) in found.items() if written < 200_000 and end.endswith("not a word"))
assert silent == [
    ("to_a_disk_that_is_full", "write", "unbuffered"),
    ("to_a_pipe_that_does_not_block", "print", "unbuffered"),
    ("to_a_pipe_that_does_not_block", "write", "unbuffered"),
], f"the behaviour has changed: {silent}"
PYTHON
"${PYTHON:-python3}" "$folder/told.py" "$folder"
