"""Tests that share a stack go to one test process: each of them is known by its name to be the stack's."""

from types import SimpleNamespace

import pytest

from tests.e2e.distribution import BROWSER, FAULTS, STACK, group_of, ordered

FIXTURES = {"_faulty_stack": FAULTS, "stack": STACK}


@pytest.mark.live  # it starts no server, and looks at the tests that do: those of the same run
def test_who_asks_for_a_stack_is_known_to_the_scheduler(request):
    unknown = {
        item.nodeid.partition("::")[0]
        for item in request.session.items
        for fixture in FIXTURES.keys() & {*item.fixturenames}
        if group_of(item.nodeid) != FIXTURES[fixture]
    }
    assert not unknown


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/e2e/test_faults_callbacks.py::test_x", FAULTS),
        ("tests/e2e/test_races.py::test_x", STACK),
        ("tests/api/mobile/test_inbox.py::test_x[tests/e2e/test_faults]", STACK),
        ("tests/api/mobile/operation_form/test_screens.py::test_x", None),
        ("tests/browser/test_x.py::test_x", BROWSER),
        ("tests/e2e/test_up.py::test_x", None),
        ("tests/api/nextstep/users/test_lookup.py::test_x", None),
        ("tests/config/test_settings.py::test_x", None),
    ],
)
def test_a_group_is_known_by_the_beginning_of_a_name(nodeid, group):
    assert group_of(nodeid) == group


def test_stacks_come_first_in_them_what_goes_through_all_they_have_and_then_what_takes_long():
    files = [
        "e2e/test_faults",
        "api/commands/test_reconcile",
        "api/nextstep/test_x",
        "browser/test_x",
        "e2e/test_up",
        "config/test_settings",
    ]
    names = [f"tests/{one}.py::test_x" for one in files]
    found = ordered([SimpleNamespace(nodeid=name) for name in reversed(names)])
    assert [one.nodeid for one in found] == names
