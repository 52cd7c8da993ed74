"""People who say who they are, at a house with workflows in memory: users, one-time passwords, and an operation of one step."""

import json

import pytest

from activities.authentication.checks import Attempt, AuthenticationChecks, GivenOtp
from activities.otp.one_time_passwords import NewOtp, OneTimePasswords
from activities.secrets.sealing import Sealer
from activities.store import definitions
from activities.store.tables import (
    NextStepApplicationRow,
    OperationConfigRow,
    OtpDefinitionRow,
    OtpPolicyRow,
    StepDefinitionRow,
    UserRow,
)
from config.identity_vocabulary import AuthenticationType
from tests.clock import standing
from tests.workflows.conftest import House
from workflows.authentication.authentications import AskedStep, Authentications, update_id_of

FLOW = "confirm"
_STEPS = (
    ("CREATE", None, None, "SMS_KEY", "CONTINUE"),
    ("UPDATE", "SMS_KEY", "CONFIRMED", None, "DONE"),
    ("UPDATE", "SMS_KEY", "AUTH_FAILED", "SMS_KEY", "CONTINUE"),
    ("UPDATE", "SMS_KEY", "AUTH_METHOD_FAILED", None, "FAILED"),
    ("UPDATE", "SMS_KEY", "CANCELED", None, "FAILED"),
    ("UPDATE", "INIT", "CANCELED", None, "FAILED"),
)


class Guarded(House):
    """A house where operations of the flow `confirm` wait for an SMS code that is checked here."""

    def __init__(self, database, clock):
        super().__init__(database, clock)
        self.sealer = Sealer.of("A" * 43 + "=")
        self.one_time_passwords = OneTimePasswords(database, self.sealer)
        self.authentications = self.another_process()

    def another_process(self):
        """Of another process on the same database."""
        return Authentications(self.database, self.another_gateway(), AuthenticationChecks(self.one_time_passwords))

    def set_up(self):
        rows = [
            OperationConfigRow(
                operation_name=FLOW,
                template_version="A",
                template_id=1,
                mobile_token_enabled=False,
                mobile_token_mode="{}",
                afs_enabled=False,
            ),
            *(
                StepDefinitionRow(
                    step_definition_id=9000 + number,
                    operation_name=FLOW,
                    operation_type=kind,
                    request_auth_method=method,
                    request_auth_step_result=result,
                    response_priority=1,
                    response_auth_method=then,
                    response_result=outcome,
                )
                for number, (kind, method, result, then, outcome) in enumerate(_STEPS)
            ),
        ]
        with self.database.write() as session:
            definitions.add_all(session, rows)
            session.orm.add(NextStepApplicationRow(application_name="APP", application_status="ACTIVE", created_ms=0))
            session.orm.add(UserRow(user_id="anna", user_identity_status="ACTIVE", created_ms=0))
        self.define_otp("SMS")

    def define_otp(self, name, *, sealed=False, **policy):
        values = {
            "length": 8,
            "attempt_limit": 3,
            "gen_algorithm": "OTP_DATA_DIGEST",
            "gen_param": json.dumps({}),
            **policy,
        }
        with self.database.write() as session:
            session.orm.add(
                OtpPolicyRow(otp_policy_name=f"{name} policy", otp_policy_status="ACTIVE", created_ms=0, **values)
            )
            session.orm.add(
                OtpDefinitionRow(
                    otp_definition_name=name,
                    application_name="APP",
                    otp_policy_name=f"{name} policy",
                    encryption_enabled=sealed,
                    encryption_algorithm="AES_HMAC" if sealed else None,
                    otp_definition_status="ACTIVE",
                    created_ms=0,
                )
            )

    def set_user(self, status, user_id="anna"):
        with self.database.write() as session:
            session.orm.merge(UserRow(user_id=user_id, user_identity_status=status, created_ms=0))

    def confirm(self, operation_id="one", **values):
        """A new operation that waits for a code."""
        return self.create(operation_id, FLOW, **values)

    def otp(self, operation_id=None, *, otp_id=None, name="SMS", user_id="anna", **more):
        """A new one-time password and its value."""
        row = None if operation_id is None else self.get(operation_id).row
        self.numbered = getattr(self, "numbered", 0) + 1
        otp_id = otp_id or f"00000000-0000-0000-0000-{self.numbered:012}"
        return self.one_time_passwords.create(NewOtp(otp_id, name, user_id, operation=row, **more))

    def give(self, created, value, *, updates=True, key=None, method=None, check_only=False, process=None):
        """Somebody gives a value for a one-time password; what he is answered."""
        otp = self.one_time_passwords.find(created.otp.otp_id, None)
        attempt = Attempt(
            AuthenticationType.OTP,
            update_id_of(AuthenticationType.OTP, key),
            otp.user_id,
            otp.operation_id,
            GivenOtp(otp, value, is_used_up=not check_only),
            may_repeat=key is not None,
        )
        asked = otp.operation_id and AskedStep(otp.operation_id, updates and not check_only, method)
        return (process or self.authentications).authenticate(attempt, asked or None)

    def status(self, created):
        return self.one_time_passwords.find(created.otp.otp_id, None).otp_status


def wrong(created):
    """A value that is as long as the right one, and another."""
    return str((int(created.value[0]) + 1) % 10) + created.value[1:]


@pytest.fixture
def guarded(database):
    """At an instant that only `wait` moves."""
    with standing() as clock:
        house = Guarded(database, clock)
        house.set_up()
        yield house
