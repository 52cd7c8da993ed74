"""What a message is encrypted for (`powerauth-protocol-4.md` §4.1)."""

from enum import Enum

from activities.powerauth.purpose import Scope


class V4Purpose(Enum):
    """A purpose of encryption: its scope, and its sharedInfo1. A message encrypted for one does not open for another."""

    APPLICATION_GENERIC = (Scope.APPLICATION, b"/pa/generic/application")  # activation/create, outer layer
    ACTIVATION_LAYER_2 = (Scope.APPLICATION, b"/pa/activation")  # activation/create, inner layer
    UPGRADE_START = (Scope.APPLICATION, b"/pa/upgrade/start")
    ACTIVATION_GENERIC = (Scope.ACTIVATION, b"/pa/generic/activation")  # status, operations, user info, detail
    VAULT_UNLOCK = (Scope.ACTIVATION, b"/pa/vault/unlock")
    CREATE_TOKEN = (Scope.ACTIVATION, b"/pa/token/create")
    CHANGE_PASSWORD = (Scope.ACTIVATION, b"/pa/password/change")
    ADD_BIOMETRY = (Scope.ACTIVATION, b"/pa/biometry/add")

    def __init__(self, scope: Scope, shared_info_1: bytes) -> None:
        self.scope = scope
        self.shared_info_1 = shared_info_1
