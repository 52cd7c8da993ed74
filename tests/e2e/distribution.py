"""With several test processes (`pytest -n 2`): tests that share servers go to one process, all others go file by file."""

from xdist.scheduler import LoadScopeScheduling

# What takes longest begins first: what begins last keeps one process busy, and lets the others wait.
FAULTS, STACK, BROWSER = "faults", "stack", "browser"

# The scheduler knows nothing of tests but their names; `test_distribution` looks whether these say what fixtures say.
_GROUPS = {
    "tests/browser/": BROWSER,
    "tests/e2e/test_faults": FAULTS,
    "tests/e2e/": STACK,
    "tests/api/nextstep/": STACK,
    "tests/api/cloud/test_live": STACK,
    "tests/api/cloud/test_templates": STACK,
    "tests/api/cloud/test_waiting": STACK,
    "tests/api/commands/test_doctor": STACK,
    "tests/api/commands/test_erase": STACK,
    "tests/api/commands/evidence/test_whole_lives": STACK,
    "tests/api/commands/test_flows": STACK,
    "tests/api/commands/test_operations": STACK,
    "tests/api/commands/test_reconcile": STACK,
    "tests/api/commands/test_registrations": STACK,
    "tests/api/commands/test_replay": STACK,
    "tests/api/docs/test_harmless_examples": STACK,
    "tests/api/mobile/test_": STACK,
    "tests/api/test_addresses": STACK,
    "tests/generators/": STACK,
    "tests/workflows/retention/test_schedule": STACK,
}
# They start servers of their own, or need a database and no engine.
_ALONE = (
    "tests/api/nextstep/credentials/",
    "tests/api/nextstep/registries/",
    "tests/api/nextstep/scenarios/test_end_to_end",
    "tests/api/nextstep/scenarios/test_life_of_a_user",
    "tests/api/nextstep/scenarios/test_lookup_elsewhere",
    "tests/api/nextstep/users/",
    "tests/e2e/test_codec_in_a_browser",
    "tests/e2e/test_demo",
    "tests/e2e/test_observed",
    "tests/e2e/test_payload_encryption",
    "tests/e2e/test_temporal_tls",
    "tests/e2e/test_up",
)
# Files each of which starts a whole engine, or many processes of one.
_LONG = ("tests/e2e/", "tests/api/server/test_processes", "tests/documents/", "tests/workflows/")
# What goes through all that a stack has goes first, when it has little.
_OF_ALL = ("tests/api/commands/test_reconcile", "tests/api/cloud/test_live_audit")


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
    """The tests: those of the stacks, then the files that take long, then all others."""
    rank = {FAULTS: 0, STACK: 1, BROWSER: 2, None: 3}

    def place(item):
        name = item.nodeid
        return rank[group_of(name)], not name.startswith(_OF_ALL), not name.startswith(_LONG)

    return sorted(items, key=place)
