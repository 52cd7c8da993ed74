"""With several test processes (`pytest -n 2`): tests that share servers go to one process, all others go file by file."""

from xdist.scheduler import LoadScopeScheduling

# What takes longest begins first.
FAULTS, STACK = "faults", "stack"

_GROUPS = {
    "tests/e2e/test_faults": FAULTS,
    "tests/e2e/": STACK,
    "tests/api/nextstep/": STACK,
    "tests/api/cloud/test_live": STACK,
    "tests/api/test_addresses": STACK,
}
# It starts servers of its own.
_ALONE = ("tests/e2e/test_up",)


class ByServers(LoadScopeScheduling):
    """One unit of work for the tests of each stack."""

    def _split_scope(self, nodeid):
        return group_of(nodeid) or nodeid.partition("::")[0]


def group_of(nodeid):
    """The stack whose tests a test belongs to; null where it is none's."""
    if nodeid.startswith(_ALONE):
        return None
    return next((group for prefix, group in _GROUPS.items() if nodeid.startswith(prefix)), None)


def ordered(items):
    """The tests, those of the stacks first."""
    rank = {FAULTS: 0, STACK: 1, None: 2}
    return sorted(items, key=lambda item: rank[group_of(item.nodeid)])
