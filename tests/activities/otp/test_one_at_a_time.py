"""Of one-time passwords that are made for an operation at once one can be used, on each kind of database."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from activities.otp.one_time_passwords import NewOtp, OneTimePasswords
from activities.secrets.sealing import Sealer
from activities.store import operations
from activities.store.operations import Operation
from tests.activities.otp.definition_rows import definition_row, policy_row


def test_of_those_made_at_once_one_is_active(database):
    operation = Operation(
        operation_id="one",
        operation_name="login",
        version=1,
        result="CONTINUE",
        created_ms=1,
        expires_ms=2,
        state="{}",
        operation_data="A1",
        request_digest="",
    )
    with database.write() as session:
        operations.insert(session, operation)
        session.orm.add_all([policy_row(), definition_row()])
    service = OneTimePasswords(database, Sealer.of())
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: service.create(NewOtp(str(uuid.uuid4()), "SMS", operation=operation)), range(12)))
    statuses = [one.otp_status for one in service.find_all("one", include_removed=True)]
    assert sorted(statuses) == ["ACTIVE"] + ["REMOVED"] * 11
