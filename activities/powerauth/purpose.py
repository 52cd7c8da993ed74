"""What a message is encrypted for (`powerauth-protocol.md` §2.1)."""

from enum import Enum


class Scope(Enum):
    """Whether a message is an application's, or one activation's."""

    APPLICATION = "application"
    ACTIVATION = "activation"


class Purpose(Enum):
    """A purpose of encryption: its scope, and its sharedInfo1. A message encrypted for one does not open for another."""

    APPLICATION_GENERIC = (Scope.APPLICATION, b"/pa/generic/application")  # activation/create, outer layer
    ACTIVATION_LAYER_2 = (Scope.APPLICATION, b"/pa/activation")  # activation/create, inner layer
    ACTIVATION_GENERIC = (Scope.ACTIVATION, b"/pa/generic/activation")  # operations, user info, detail, rename
    UPGRADE = (Scope.ACTIVATION, b"/pa/upgrade")
    VAULT_UNLOCK = (Scope.ACTIVATION, b"/pa/vault/unlock")
    CREATE_TOKEN = (Scope.ACTIVATION, b"/pa/token/create")
    CONFIRM_RECOVERY = (Scope.ACTIVATION, b"/pa/recovery/confirm")

    def __init__(self, scope: Scope, shared_info_1: bytes) -> None:
        self.scope = scope
        self.shared_info_1 = shared_info_1
