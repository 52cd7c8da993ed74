"""The caller of the current request, and what roles let it do."""

from dataclasses import dataclass
from typing import Final, cast

from flask import g

from activities.audit import origin
from api.services import services
from config.vocabulary import Role

# Each may do what those before it may.
ADMINISTRATION: Final = (Role.READER, Role.OPERATOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls. `name`: as the audit has it; `applications`: the ids of those that it manages, in their order."""

    name: str
    roles: frozenset[Role]
    applications: tuple[str, ...]

    def may(self, least: Role) -> bool:
        """Whether one of its roles includes the least one."""
        return any(role in self.roles for role in including(least))

    @property
    def administers(self) -> bool:
        """Whether it has any role of administration."""
        return not self.roles.isdisjoint(ADMINISTRATION)


def including(least: Role) -> tuple[Role, ...]:
    """The roles that let somebody do what that one does, the least first."""
    return ADMINISTRATION[ADMINISTRATION.index(least) :] if least in ADMINISTRATION else (least,)


def caller() -> Principal:
    """The caller of the current request, at an API that has admitted it."""
    return cast("Principal", g.caller)


def admit(principal: Principal) -> None:
    """Who calls is known from now on, to views and to the audit, and may call so often. Raises `TooMany`."""
    services().rates.account.take(principal.name)
    origin.set_actor(principal.name)
    g.caller = principal
