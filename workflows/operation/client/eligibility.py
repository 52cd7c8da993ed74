"""What holds of a user at the moment a step is taken (`nextstep.md` §2.2 and §2.6)."""

from typing import Protocol

from activities.store.database import Session
from activities.store.definitions import StoredMethod
from activities.store.user_methods import UserMethod, list_enabled
from config.vocabulary import AuthMethod
from workflows.operation.model import Eligibility


class Activations(Protocol):
    """The registered devices."""

    def is_active(self, session: Session, activation_id: str) -> bool:
        """Whether the activation exists here and is ACTIVE."""


def eligibility(
    session: Session, methods: tuple[StoredMethod, ...], activations: Activations, user_id: str | None
) -> Eligibility:
    """The methods enabled for the user, and whether their configured activation is ACTIVE. Nobody known: no restriction."""
    if user_id is None:
        return Eligibility()
    return eligibility_by(session, list_enabled(session, methods, user_id), activations)


def eligibility_by(session: Session, theirs: list[UserMethod], activations: Activations) -> Eligibility:
    """The same, where the methods that are enabled for the user are known."""
    return Eligibility(
        enabled=tuple([one.method.auth_method for one in theirs]),
        mobile_token=any(_works(session, activations, one) for one in theirs if one.config),
    )


def _works(session: Session, activations: Activations, one: UserMethod) -> bool:
    activation_id = one.config.get("activationId")
    if one.method.auth_method != AuthMethod.POWERAUTH_TOKEN or not one.method.has_mobile_token or not activation_id:
        return False
    return activations.is_active(session, activation_id)
