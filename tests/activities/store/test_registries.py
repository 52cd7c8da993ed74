"""Registries under several writers, and what the trail has of their changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from activities.store import organizations, roles
from activities.store.audit import trail
from activities.store.audit.event import Action
from activities.store.database import Database
from activities.store.registries import APPLICATIONS, CREDENTIAL_DEFINITIONS, OTP_POLICIES
from activities.store.tables import CredentialDefinitionRow, OrganizationRow
from config.reasons import Reason
from config.refused import Refused
from tests.activities.credentials.definition_rows import definition_row

APPLICATION = {"application_name": "INTERNET_BANKING", "description": "Internet banking"}
POLICY = {"otp_policy_name": "SMS", "length": 8, "gen_algorithm": "OTP_DATA_DIGEST"}


def outcomes(*tasks):
    """What each of the tasks, done at once, came to: its value, or the reason of its refusal."""

    def done(task):
        try:
            return task()
        except Refused as refusal:
            return refusal.reason

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [*pool.map(done, tasks)]


def test_of_those_who_create_a_name_at_once_one_does(database):
    made = outcomes(*[lambda: APPLICATIONS.create(database, APPLICATION).application_name] * 6)
    assert sorted(map(str, made)) == sorted(["INTERNET_BANKING", *[Reason.NEXTSTEP_APPLICATION_ALREADY_EXISTS] * 5])
    made = outcomes(*[lambda: roles.create(database, "CLERK", None).role_name] * 6)
    assert sorted(map(str, made)) == sorted(["CLERK", *[Reason.ROLE_ALREADY_EXISTS] * 5])


def test_a_change_that_is_checked_in_vain_changes_nothing(database):
    OTP_POLICIES.create(database, POLICY)

    def refuse(_session, _row):
        raise Refused(Reason.REQUEST_INVALID)

    for ask in (OTP_POLICIES.update, OTP_POLICIES.create):
        with pytest.raises(Refused):
            ask(database, {**POLICY, "length": 4}, refuse)
    [row] = OTP_POLICIES.list(database, include_removed=True)
    assert (row.length, row.updated_ms) == (8, None)


@pytest.mark.parametrize("turn", range(6))
def test_an_organization_is_deleted_or_named_never_both(database, turn):
    organizations.create(database, OrganizationRow(organization_id="RETAIL", is_default=False, order_number=1))
    values = definition_row(organization_id="RETAIL").model_dump(
        exclude={"credential_definition_status", "created_ms", "updated_ms"}
    )

    def check(session, row):
        organizations.hold(session, row.organization_id)

    def name():
        return CREDENTIAL_DEFINITIONS.create(database, values, check).organization_id

    def delete():
        organizations.delete(database, "RETAIL")

    made = outcomes(*((name, delete) if turn % 2 else (delete, name)))
    with database.read() as session:
        named = session.orm.exec(select(CredentialDefinitionRow.organization_id)).all()
        there = session.orm.exec(select(OrganizationRow.organization_id)).all()
    assert named == there, made


class Recorded(list):
    """A trail that only remembers its events."""

    def write(self, _session, event):
        self.append((event.action, event.details))


def test_the_trail_has_names_of_definitions_and_nothing_else_of_them(database):
    told = Recorded()
    audited = Database(database.url, info={trail.INFO: told})
    APPLICATIONS.create(audited, APPLICATION)
    APPLICATIONS.update(audited, APPLICATION)
    for _ in "twice":
        APPLICATIONS.remove(audited, "INTERNET_BANKING")
    roles.create(audited, "CLERK", "Serves customers")
    roles.delete(audited, "CLERK")
    audited.close()
    application = {"definition": "nextstep_application", "application_name": "INTERNET_BANKING"}
    role = {"definition": "role", "role_name": "CLERK"}
    assert told == [
        (Action.DEFINITION_CREATE, application),
        (Action.DEFINITION_CHANGE, application),
        (Action.DEFINITION_DELETE, application),
        (Action.DEFINITION_CREATE, role),
        (Action.DEFINITION_DELETE, role),
    ]
