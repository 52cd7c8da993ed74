"""Flows as they are pinned to new operations: made of the stored definitions, kept until those change."""

import threading
from dataclasses import replace

from activities.store import definitions
from activities.store.database import Session
from activities.store.definitions import StoredDefinitions, StoredMethod
from activities.store.tables import StepDefinitionRow
from config.flow_rules import rule_of
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod
from workflows.operation.model import Flow


class Flows:
    """The definitions in force, read again only when their version grew. Safe for threads."""

    def __init__(self, lifetime_seconds: int) -> None:
        self._lifetime_seconds = lifetime_seconds
        self._lock = threading.Lock()
        self._cache: tuple[StoredDefinitions, dict[str, Flow]] | None = None

    def definitions(self, session: Session) -> StoredDefinitions:
        """All definitions, as they stand."""
        return self._current(session)[0]

    def flow(self, session: Session, operation_name: str) -> Flow:
        """The flow of an operation's name. Raises `Refused` CONFIGURATION_INVALID where nothing is configured for it."""
        stored, flows = self._current(session)
        flow = flows.get(operation_name)
        if flow is None:
            flow = flows[operation_name] = flow_of(stored, operation_name, self._lifetime_seconds)
        return flow

    def methods(self, session: Session) -> tuple[StoredMethod, ...]:
        """All methods, in their order."""
        return self.definitions(session).methods

    def _current(self, session: Session) -> tuple[StoredDefinitions, dict[str, Flow]]:
        """The definitions and the flows made of them: kept together, so that no flow outlives its definitions.

        They are kept under the version that was read first: what changed while they were read has a higher one.
        """
        current = definitions.version(session)
        with self._lock:
            if self._cache is None or self._cache[0].version != current:
                self._cache = replace(definitions.read(session), version=current), {}
            return self._cache


def asked_methods(stored: StoredDefinitions, operation_name: str) -> set[str]:
    """The methods that an operation's steps ask for, INIT aside (`nextstep.md` §2.7). Raises `Refused` CONFIGURATION_INVALID."""
    asked = {step.request_auth_method for step in _steps(stored, operation_name)}
    return {method for method in asked if method and method != AuthMethod.INIT}


def flow_of(stored: StoredDefinitions, operation_name: str, lifetime_seconds: int) -> Flow:
    """The flow that definitions make of an operation's name. Raises `Refused` CONFIGURATION_INVALID."""
    steps = _steps(stored, operation_name)
    config = stored.operations.get(operation_name)
    if config is None:
        raise Refused(Reason.CONFIGURATION_INVALID, f"there is no operation configuration of {operation_name}")
    return Flow(
        operation_name=operation_name,
        rules=tuple(map(rule_of, steps)),
        limits={method.auth_method: _limit(stored, operation_name, method) for method in stored.methods},
        lifetime_ms=(config.expiration_time or lifetime_seconds) * 1000,
        mobile_token_enabled=config.mobile_token_enabled,
        takes_phone_at_sca=True,
    )


def _steps(stored: StoredDefinitions, operation_name: str) -> tuple[StepDefinitionRow, ...]:
    steps = stored.steps.get(operation_name)
    if not steps:
        raise Refused(Reason.CONFIGURATION_INVALID, f"there are no step definitions of {operation_name}")
    return steps


def _limit(stored: StoredDefinitions, operation_name: str, method: StoredMethod) -> int | None:
    if not method.check_auth_fails:
        return None
    return stored.limits.get((operation_name, method.auth_method), method.max_auth_fails)
