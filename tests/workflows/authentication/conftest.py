"""People who say who they are, at a house with workflows in memory: users, one-time passwords, and an operation of one step."""

import pytest

from activities.authentication.attempt import Attempt, GivenCredential, GivenOtp
from activities.authentication.checks import AuthenticationChecks
from activities.authentication.external_checks import ExternalChecks
from activities.authentication.passkey_checks import PasskeyChecks
from activities.credentials import counters
from activities.credentials.checks import CredentialChecks
from activities.credentials.credentials import Credentials
from activities.credentials.new_credential import NewCredential
from activities.data_adapter.adapter import AdapterDelivery, AdapterFinding
from activities.data_adapter.http_adapter import AdapterUnavailable
from activities.otp.one_time_passwords import NewOtp, OneTimePasswords
from activities.passkeys.passkeys import Passkeys
from activities.passkeys.relying_party import RelyingParty
from activities.secrets.sealing import Sealer
from activities.store import credentials, definitions
from activities.store.tables import NextStepApplicationRow, UserRow
from config.identity_vocabulary import AuthenticationType, CounterResetMode, CredentialStatus, CredentialType
from tests.activities.credentials import made
from tests.activities.otp import definition_rows as otp_rows
from tests.activities.passkeys.authenticator import ORIGIN, RP_ID
from tests.clock import standing
from tests.workflows.authentication.flow_rows import flow_rows
from tests.workflows.authentication.guarded_passkeys import PasskeyHouse
from tests.workflows.conftest import House
from workflows.authentication.authentications import AskedStep, Authentications, update_id_of

FLOW = "confirm"
PASSWORD = "s3cretA"
_STEPS = (
    ("CREATE", None, None, "SMS_KEY", "CONTINUE"),
    ("UPDATE", "SMS_KEY", "CONFIRMED", None, "DONE"),
    ("UPDATE", "SMS_KEY", "AUTH_FAILED", "SMS_KEY", "CONTINUE"),
    ("UPDATE", "SMS_KEY", "AUTH_METHOD_FAILED", None, "FAILED"),
    ("UPDATE", "SMS_KEY", "CANCELED", None, "FAILED"),
    ("UPDATE", "INIT", "CANCELED", None, "FAILED"),
)


class MemoryAdapter:
    """A bank that keeps its users itself: `right` is everybody's value, and three may be wrong."""

    def __init__(self):
        self.right, self.asked, self.away = "theirs", [], False
        self.failures = 0

    def check_credential(self, asked, value):
        return self._check(asked, value)

    def check_otp(self, asked, otp_id, value):
        return self._check(asked, value)

    def send_otp(self, asked, language):
        self.asked.append(asked)
        return AdapterDelivery(True)

    def find_user(self, asked, username):
        return username

    def _check(self, asked, value):
        if self.away:
            raise AdapterUnavailable("away")
        self.asked.append(asked)
        if value == self.right:
            return AdapterFinding(True, remaining_attempts=3)
        self.failures += 1
        left = max(0, 3 - self.failures)
        return AdapterFinding(False, left == 0, left, True, "Wrong.")


class Guarded(House):
    """A house where operations of the flow `confirm` wait for an SMS code that is checked here."""

    def __init__(self, database, clock):
        super().__init__(database, clock)
        self.sealer = Sealer.of("A" * 43 + "=")
        self.adapter = MemoryAdapter()
        kept, cipher = made.protection(), made.end_to_end()
        self.credentials = Credentials(database, kept, cipher)
        self.credential_checks = CredentialChecks(kept, cipher)
        self.one_time_passwords = OneTimePasswords(database, self.sealer)
        self.passkeys = Passkeys(database, RelyingParty(RP_ID, "The Bank", (ORIGIN,), 300_000), b"k" * 32)
        self.authentications = self.another_process()

    def another_process(self):
        """Of another process on the same database."""
        checks = AuthenticationChecks(self.database, self.one_time_passwords, self.credential_checks)
        external = ExternalChecks(self.database, self.adapter)
        passkeys = PasskeyChecks(self.database, self.passkeys)
        return Authentications(self.database, self.another_gateway(), checks, external, passkeys)

    def set_up(self):
        with self.database.write() as session:
            definitions.add_all(session, flow_rows(FLOW, _STEPS, first_id=9000))
            session.orm.add(NextStepApplicationRow(application_name="APP", application_status="ACTIVE", created_ms=0))
            session.orm.add(UserRow(user_id="anna", user_identity_status="ACTIVE", created_ms=0))
        self.define_otp("SMS")

    def define_otp(self, name, *, sealed=False, proxied=False, **policy):
        rows = [
            otp_rows.policy_row(otp_policy_name=f"{name} policy", **{"attempt_limit": 3, **policy}),
            otp_rows.definition_row(
                otp_definition_name=name,
                application_name="APP",
                otp_policy_name=f"{name} policy",
                encryption_enabled=sealed,
                encryption_algorithm="AES_HMAC" if sealed else None,
                data_adapter_proxy_enabled=proxied,
            ),
        ]
        with self.database.write() as session:
            session.orm.add_all(rows)

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
            otp.credential_name,
            otp.operation_id,
            otp=GivenOtp(otp, value, is_used_up=not check_only),
            may_repeat=key is not None,
        )
        asked = otp.operation_id and AskedStep(otp.operation_id, updates and not check_only, method)
        return (process or self.authentications).authenticate(attempt, asked or None)

    def equip_with_password(self, user_id="anna", value=PASSWORD, **define):
        """A user with a credential: three failures block it for a while, five for good."""
        made.define(self.database, **define)
        self.credentials.create(user_id, NewCredential(made.NAME, CredentialType.PERMANENT, f"user_{user_id}", value))

    def say(
        self, value, *, user_id="anna", operation_id=None, updates=True, key=None, method=None, otp=None, code=None
    ):
        """Somebody gives his password, or that and a code for a one-time password; what he is answered."""
        kind = AuthenticationType.CREDENTIAL if otp is None else AuthenticationType.CREDENTIAL_OTP
        found = None if otp is None else self.one_time_passwords.find(otp.otp.otp_id, None)
        operation_id = operation_id if found is None else found.operation_id
        attempt = Attempt(
            kind,
            update_id_of(kind, key),
            user_id,
            made.NAME,
            operation_id,
            GivenCredential(value),
            None if found is None else GivenOtp(found, code),
            may_repeat=key is not None,
        )
        asked = None if operation_id is None else AskedStep(operation_id, updates, method)
        return self.authentications.authenticate(attempt, asked)

    def credential(self, user_id="anna"):
        with self.database.read() as session:
            return credentials.find(session, user_id, made.NAME)

    def set_credential(self, status, user_id="anna"):
        """As an administrator: one that is active counts anew."""
        with self.database.write() as session:
            locked = credentials.lock(session, user_id, made.NAME)
            credentials.put(session, counters.with_status(locked, CredentialStatus(status), 1))

    def clear_counters(self, mode="RESET_ACTIVE_AND_BLOCKED_TEMPORARY"):
        with self.database.write() as session:
            credentials.reset_counters(session, CounterResetMode(mode))

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


@pytest.fixture
def house(guarded):
    """Where users have passkeys."""
    return PasskeyHouse(guarded)


@pytest.fixture
def anna(house):
    """Anna's authenticator; an operation of hers waits."""
    found = house.register()
    house.approve()
    return found
