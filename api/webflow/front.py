"""What the pages of one process work with."""

import threading
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from api.webflow.customer import Customer
from api.webflow.installation import Installation
from api.webflow.nextstep import NextStep
from api.webflow.offline import Offline
from api.webflow.passkey_flows import PasskeyFlows
from api.webflow.telephone import Telephone
from api.webflow.web_sessions import WebSessions

_KEY = "webflow"


@dataclass(frozen=True)
class Front:
    """One per process; safe for threads. `seats` bounds how many browsers wait: each of them holds a thread."""

    installation: Installation
    sessions: WebSessions
    nextstep: NextStep
    customer: Customer
    offline: Offline
    telephone: Telephone
    passkey_flows: PasskeyFlows
    seats: threading.BoundedSemaphore = field(repr=False)

    @classmethod
    def of(cls, installation: Installation) -> "Front":
        """Nothing is connected yet."""
        nextstep = NextStep(installation.api, installation.authority)
        return cls(
            installation,
            WebSessions(),
            nextstep,
            Customer(nextstep),
            Offline(nextstep.http, installation.admin),
            Telephone(installation.provider_secret),
            PasskeyFlows(nextstep),
            threading.BoundedSemaphore(max(1, installation.seats)),
        )


def keep(extensions: dict[str, object], front_of_process: Front) -> None:
    """Give an application what it works with."""
    extensions[_KEY] = front_of_process


def front() -> Front:
    """Of the application that answers the current request."""
    return cast(Front, current_app.extensions[_KEY])
