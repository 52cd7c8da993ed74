"""Definitions that change while another thread makes a flow of them, or while they are read: the old ones are not kept.

What is kept is whole, whatever becomes of the transaction that read it.
"""

from dataclasses import replace

import pytest

from activities.store import definitions
from activities.store.tables import OperationMethodConfigRow
from workflows.operation.client import pinned_flows as module
from workflows.operation.client.pinned_flows import Flows


def consents(database, flows):
    """How often a new login's consent may fail."""
    with database.read() as session:
        return flows.flow(session, "login").limits["CONSENT"]


def limit_consents(database, most):
    row = OperationMethodConfigRow(operation_name="login", auth_method="CONSENT", max_auth_fails=most)
    definitions.create_method_config(database, row)


def test_a_flow_that_was_made_of_older_definitions_is_not_kept(database, monkeypatch):
    flows, make = Flows(300), module.flow_of

    def overtaken(known, *arguments):
        monkeypatch.setattr(module, "flow_of", make)
        limit_consents(database, 1)
        with database.read() as session:  # another thread, which finds the change first
            assert flows.definitions(session).version > known.version
        return make(known, *arguments)

    monkeypatch.setattr(module, "flow_of", overtaken)
    assert consents(database, flows) == 5  # asked before the change
    assert consents(database, flows) == 1


def test_definitions_that_changed_while_they_were_read_are_read_again(database, monkeypatch):
    """Where each statement sees what is committed by then (PostgreSQL), old rows may come with the new version."""
    flows, read = Flows(300), definitions.read

    def torn(session):
        return replace(read(session), version=definitions.version(session) + 1)

    monkeypatch.setattr(definitions, "read", torn)
    assert consents(database, flows) == 5
    monkeypatch.setattr(definitions, "read", read)
    limit_consents(database, 1)
    assert consents(database, flows) == 1


@pytest.mark.parametrize("transaction", ["read", "write"])
def test_definitions_stay_known_when_the_transaction_that_read_them_first_fails(database, transaction):
    flows = Flows(300)

    def fails():
        with getattr(database, transaction)() as session:
            flows.flow(session, "login")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with database.read() as session:
        assert [method.order_number for method in flows.methods(session)] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        known = flows.definitions(session)
        assert known.operations["login"].operation_name == "login"
        assert all(step.operation_name == "login" for step in known.steps["login"])
        assert flows.flow(session, "authorize_payment").rules
