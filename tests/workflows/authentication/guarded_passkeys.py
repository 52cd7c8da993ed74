"""A house whose operations wait for a passkey."""

from activities.authentication.attempt import Attempt
from activities.passkeys.passkeys import NewPasskey
from activities.store import definitions
from activities.store.tables import AuthMethodRow
from config.identity_vocabulary import AuthenticationType
from tests.activities.passkeys.authenticator import Authenticator
from tests.activities.passkeys.responses import assertion_of, attestation_of
from tests.workflows.authentication.flow_rows import flow_rows
from workflows.authentication.authentications import AskedStep, update_id_of

FLOW = "approve"
DATA = "A1*A100.50CZK*ICZ2730300000001165254011*NBill"
METHOD = {
    "auth_method": "PASSKEY",
    "order_number": 11,
    "has_user_interface": True,
    "check_user_prefs": False,
    "check_auth_fails": True,
    "max_auth_fails": 3,
    "has_mobile_token": False,
    "display_name_key": "method.passkey",
}
STEPS = (
    ("CREATE", None, None, "PASSKEY", "CONTINUE"),
    ("UPDATE", "PASSKEY", "CONFIRMED", None, "DONE"),
    ("UPDATE", "PASSKEY", "AUTH_FAILED", "PASSKEY", "CONTINUE"),
    ("UPDATE", "PASSKEY", "AUTH_METHOD_FAILED", None, "FAILED"),
    ("UPDATE", "PASSKEY", "CANCELED", None, "FAILED"),
    ("UPDATE", "INIT", "CANCELED", None, "FAILED"),
)


def failure(found):
    """What was wrong; null: nothing."""
    assert found.is_right == (found.verdict.passkey.failure is None)
    return found.verdict.passkey.failure


class PasskeyHouse:
    """Users with authenticators, at a guarded house."""

    def __init__(self, guarded):
        self.guarded, self.passkeys, self.database = guarded, guarded.passkeys, guarded.database
        self.numbered = 0
        definitions.create_auth_method(self.database, AuthMethodRow(**METHOD))
        with self.database.write() as session:
            definitions.add_all(session, flow_rows(FLOW, STEPS, first_id=9900))

    def register(self, user_id="anna", authenticator=None, *, passkey_id=None, name=None, options=None, **changes):
        """The authenticator, with a passkey of the user's."""
        found = authenticator or Authenticator()
        options = options or self.passkeys.ask_for_passkey(user_id, user_id, user_id)
        attestation = attestation_of(found.create(options, **changes))
        self.numbered += 1
        passkey_id = passkey_id or f"00000000-0000-0000-0000-{self.numbered:012}"
        self.passkey = self.passkeys.register(NewPasskey(passkey_id, user_id, name, attestation))
        return found

    def ask(self, operation_id="one", user_id="anna"):
        """What a browser is asked for the operation."""
        return self.passkeys.ask_for_signature(self.guarded.get(operation_id).row, user_id)

    def approve(self, operation_id="one", **values):
        """A new operation that waits for a passkey."""
        return self.guarded.create(operation_id, FLOW, **{"operation_data": DATA, "user_id": "anna", **values})

    def give(self, credential, operation_id="one", *, user_id="anna", key=None, updates=True, process=None):
        """A browser's answer arrives; what it is answered."""
        kind = AuthenticationType.PASSKEY
        attempt = Attempt(
            kind,
            update_id_of(kind, key),
            user_id,
            operation_id=operation_id,
            passkey=assertion_of(credential),
            may_repeat=key is not None,
        )
        authentications = process or self.guarded.authentications
        return authentications.authenticate(attempt, AskedStep(operation_id, updates))

    def stored(self, user_id="anna"):
        """The user's only passkey."""
        [found] = self.passkeys.list_of(user_id, include_removed=True)
        return found
