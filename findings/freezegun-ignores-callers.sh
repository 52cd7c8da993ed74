#!/usr/bin/env bash
# What: with freezegun's default settings, `time.time()` of code that nobody ignores is the real one where a module of the ignore
#       list stands among its five nearest callers. `datetime.now()` of the very same line stays frozen: two clocks, years apart, in
#       one function, and a few more function calls in between bring them together. And a module whose name merely begins as one
#       of that list does is not frozen at all.
# Why:  the functions of `time` look at the modules of five frames of the stack; one whose name starts with an ignored name decides.
#       The fake `datetime` does not look. By default ignored are `threading`, `queue`, `gi` (GObject) and others. So the function
#       that a thread begins with has the real time, one three calls deeper the frozen one, and a module `giro` or `queue_worker`
#       the real one always. freezegun's own functions ask each other, too: with "freezegun" ignored, `time.time()` is frozen and
#       `time.time_ns()` real.
# Who:  whoever tests code that runs in threads (a pool's, asyncio.to_thread's), or adds a library that calls back to the list. The
#       README says that the listed packages are ignored, and nothing of callers and beginnings of names. That threads are not
#       frozen is freezegun's issue 307, open since 2019.
# Seen: freezegun 1.5.5, CPython 3.11.7; the table that this script prints.
# Cure: `freezegun.api.call_stack_inspection_limit = 1` (only who asks is looked at), as this project's tests have it
#       (tests/clock.py), and names of modules that begin as none of the list.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check freezegun==1.5.5
for module in reads giro; do
  cat > "$folder/$module.py" <<'PYTHON'
import time
from datetime import UTC, datetime


def years(calls=0):
    """The year by three clocks, seen from so many calls deeper."""
    if calls:
        return years(calls - 1)
    return [time.gmtime(seconds).tm_year for seconds in (time.time(), time.time_ns() // 10**9)] + [datetime.now(UTC).year]
PYTHON
done
cat > "$folder/frozen.py" <<'PYTHON'
"""Prints which of time.time, time.time_ns and datetime.now are frozen, and for whom."""

import asyncio
import threading

import freezegun.api
import giro
import reads
from freezegun import freeze_time


def in_thread(calls):
    found = []
    thread = threading.Thread(target=lambda: found.extend(reads.years(calls)))
    thread.start()
    thread.join()
    return found


def seen(ignore=()):
    with freeze_time("2001-02-03", ignore=list(ignore)):
        yield "called directly", reads.years()
        yield "first function of a thread", in_thread(0)
        yield "three calls deeper", in_thread(3)
        yield "asyncio.to_thread", asyncio.run(asyncio.to_thread(reads.years))
        yield "a module named giro", giro.years()


def table(title, rows):
    names = {}
    for name, years in rows:
        names[name] = ["frozen" if year == 2001 else "real" for year in years]
        print(f"{title}: {name}: time.time {names[name][0]}, time.time_ns {names[name][1]}, datetime.now {names[name][2]}")
    return list(names.values())


FROZEN = ["frozen", "frozen", "frozen"]
SPLIT = ["real", "real", "frozen"]
REAL = ["real", "real", "real"]
by_default = table("as it comes", seen())
with_own = table("ignore=['freezegun']", list(seen(["freezegun"]))[:1])
freezegun.api.call_stack_inspection_limit = 1
by_asker = table("call_stack_inspection_limit = 1", seen())
assert by_default == [FROZEN, SPLIT, FROZEN, SPLIT, REAL], "the behaviour has changed"
assert with_own == [["frozen", "real", "frozen"]], "the behaviour has changed"
assert by_asker == [FROZEN, FROZEN, FROZEN, FROZEN, REAL], "the behaviour has changed"
PYTHON
"$folder/v/bin/python" "$folder/frozen.py"
