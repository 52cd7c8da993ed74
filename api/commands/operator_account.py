"""Who runs a command, as the audit is told: the account at the system, which nobody chooses by a variable."""

import os
import pwd
from typing import TYPE_CHECKING

from config import actors

if TYPE_CHECKING:
    from activities.audit.origin import Origin


def account() -> str:
    """The name of the account that this process runs under; its number, where the system has no name for it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def origin_of(command: str) -> "Origin":
    """What the audit says of what a command does."""
    from activities.audit.origin import Origin

    return Origin(actors.operator(account()), "COMMAND", command)
