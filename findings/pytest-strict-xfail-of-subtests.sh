#!/usr/bin/env bash
# What: a test that is marked `xfail(strict=True)`, and whose subtest fails as is expected, is reported failed: pytest's own `subtests`
#       marks the subtest as expected to fail, and then the test that it is part of, which ends without an exception, as one that
#       passed though it should not have. Each subtest that passes beside it fails the run once more. Without `strict` the run is green
#       and says "xpassed" of a test that fails as it should.
# Why:  the mark is applied to the report of each subtest and to that of the test, each for itself. That a subtest failed is known to the
#       test ("contains 1 failed subtest" otherwise), but not where the failure was expected.
# Who:  who marks strictly (`strict_xfail`, or `strict`, in the configuration does it for all), and turns a loop or a `unittest.TestCase` into subtests. The same
#       test by `unittest`, with `expectedFailure` and `subTest`, fails as expected, under pytest as well.
# Seen: pytest 9.2.0: the table that this script prints.
# Cure: parameters in place of subtests where one of them is to fail; or `pytest.xfail(...)` within that subtest.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check pytest==9.2.0
cat > "$folder/test_expected.py" <<'PYTHON'
import unittest

import pytest


@pytest.mark.xfail(strict=True)
def test_strict(subtests):
    for number in range(2):
        with subtests.test(number=number):
            assert number != 1


@pytest.mark.xfail
def test_loose(subtests):
    for number in range(2):
        with subtests.test(number=number):
            assert number != 1


@pytest.mark.xfail(strict=True)
def test_without_subtests():
    for number in range(2):
        assert number != 1


def test_by_word(subtests):
    for number in range(2):
        with subtests.test(number=number):
            if number == 1:
                pytest.xfail("known")


class TestByUnittest(unittest.TestCase):
    @unittest.expectedFailure
    def test_strict(self):
        for number in range(2):
            with self.subTest(number=number):
                assert number != 1
PYTHON
cd "$folder"
for test in test_strict test_loose test_without_subtests test_by_word TestByUnittest; do
  said=$(v/bin/pytest -q -p no:cacheprovider "test_expected.py::$test" | tail -1) && code=0 || code=$?
  echo "$test: exit code $code, ${said% in *}"
done | tee told
diff told - <<'TOLD' || { echo "the behaviour has changed"; exit 1; }
test_strict: exit code 1, 2 failed, 1 xfailed
test_loose: exit code 0, 1 xfailed, 2 xpassed
test_without_subtests: exit code 0, 1 xfailed
test_by_word: exit code 0, 1 passed, 1 xfailed, 1 subtests passed
TestByUnittest: exit code 0, 1 xfailed, 1 subtests passed
TOLD
