"""Operations over PowerAuth Cloud: created from templates, read, canceled (`mobile-and-cloud.md` §3.4)."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from activities.device.proximity import sealing_context
from activities.notifications.operation import additional_data
from activities.powerauth import totp
from activities.secrets.sealing import Sealer
from activities.store import operation_templates, operations, signed_requests, templated_operations, user_registrations
from activities.store.database import Database, Session
from activities.store.signed_requests import StoredRequest
from activities.store.template_columns import TextsDamaged
from activities.store.templated_operations import TemplatedOperation
from activities.templates import parameters as template_parameters
from activities.templates.operation_data import operation_data
from config import exact_json
from config.clock import now_ms
from config.definitions.templates import OperationTemplate
from config.lifetimes import MAX_SECONDS
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod, AuthStepResult, OperationStatus
from workflows.operation import template_flow
from workflows.operation.client.gateway import Gateway, NewOperation
from workflows.operation.client.read_model import OperationView
from workflows.operation.client.workflow_client import Listing
from workflows.operation.model import Cancellation, TakeStep
from workflows.operation.outcome import approval, factors, status


@dataclass(frozen=True, slots=True)
class NewCloudOperation:
    """What a bank asks for. `applications`: those of the caller. `expires_ms`: epoch milliseconds; null: as the template says.

    `proximity_check` null: as the template says. `repeatable`: the id is made from an idempotency key.
    """

    operation_id: str
    template: str
    applications: Collection[str]
    language: str
    parameters: Mapping[str, str | None] = field(repr=False)
    request_digest: str
    user_id: str | None = None
    external_id: str | None = None
    flag: str | None = None
    expires_ms: int | None = None
    proximity_check: bool | None = None
    silent: bool = False
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class CloudOperation:
    """An operation of a template as of now. `approval` is the phone's request that ended it; `otp` the proximity password.

    `factors`: by which it was signed, where it approved.
    """

    view: OperationView
    status: OperationStatus
    pinned_template: TemplatedOperation
    approval: StoredRequest | None
    otp: str | None
    factors: str | None = None

    @property
    def additional_data(self) -> dict[str, object]:
        """What its phone said, and from where, when it approved or rejected; empty before (`mobile-and-cloud.md` §1.2)."""
        if self.approval is None or self.status not in (OperationStatus.APPROVED, OperationStatus.REJECTED):
            return {}
        return additional_data(self.approval, self.factors)


class CloudOperations:
    """One per process; safe for threads."""

    def __init__(self, database: Database, gateway: Gateway, sealer: Sealer, *, longest: int = MAX_SECONDS) -> None:
        """`longest`: seconds that a creation may give its operation."""
        self._longest_ms = longest * 1000
        self._database = database
        self._gateway = gateway
        self._sealer = sealer

    def create(self, new: NewCloudOperation) -> CloudOperation:
        """The new operation, or, where a repeatable creation is repeated, the stored one.

        Raises `Refused` REQUEST_INVALID (the template, a parameter, the deadline) or REGISTRATION_NOT_FOUND (the user has no
        active device in the caller's applications); KEY_REUSED where the key was used for another request or application.
        """
        # What was created once is answered again, whatever has become of its template and its user since.
        if new.repeatable and (repeated := self._gateway.find_repeated(new.operation_id, new.request_digest)):
            return self._describe_own(repeated, new.applications)
        with self._database.read() as session:
            template = operation_templates.find(session, new.template)
            if template is None:
                raise Refused(Reason.REQUEST_INVALID, f"template: there is no template {new.template}")
            _check_parameters(session, template, new.parameters)
            if new.user_id is not None:
                _check_device(session, new.user_id, new.applications)
        begun_ms = now_ms()  # once: the deadline is the one that was asked for, however long this takes
        lifetime_ms = template.expiration * 1000 if new.expires_ms is None else new.expires_ms - begun_ms
        if lifetime_ms <= 0:
            raise Refused(Reason.REQUEST_INVALID, "timestampExpires: must be in the future")
        if new.expires_ms is not None and lifetime_ms > self._longest_ms:
            most = self._longest_ms // 1000
            raise Refused(Reason.REQUEST_INVALID, f"timestampExpires: must not be more than {most} seconds away")
        view = self._gateway.create(
            NewOperation(
                operation_name=template.operation_type,
                operation_id=new.operation_id,
                operation_data=operation_data(template.data_template, new.parameters),
                listing=Listing(
                    summary=f"{template.operation_type}: template {template.template_name}",
                    application_id=next(iter(sorted(new.applications)), None),
                    external_id=new.external_id,
                ),
                request_digest=new.request_digest,
                repeatable=new.repeatable,
                has_fresh_id=not new.repeatable,
                user_id=new.user_id,
                flow=template_flow.flow(
                    template.operation_type,
                    max_failure_count=template.max_failure_count,
                    lifetime_ms=lifetime_ms,
                ),
                pinned_template=self._build_templated(template, new),
                begun_ms=begun_ms,
            )
        )
        return self._describe_own(view, new.applications)

    def get(self, operation_id: str, applications: Collection[str]) -> CloudOperation:
        """The operation as of now. Raises `Refused` OPERATION_NOT_FOUND, also where it is of other applications."""
        with self._database.read() as session:
            stored = operations.find(session, operation_id)
            pinned_template = templated_operations.find(session, operation_id)
        if stored is None or pinned_template is None or not set(pinned_template.application_ids) & set(applications):
            raise Refused(Reason.OPERATION_NOT_FOUND)
        view = self._gateway.read_model.view(stored)
        # What the workflow has to be asked for may have been canceled meanwhile, with its reason.
        return self._describe(view, pinned_template if view.row is stored.row else None)

    def cancel(
        self,
        operation_id: str,
        applications: Collection[str],
        reason: str | None,
        key: str | None,
        *,
        by_operator: bool = False,
    ) -> CloudOperation:
        """Cancel a pending operation. Raises `Refused` OPERATION_NOT_FOUND, or why it cannot be."""
        found = self.get(operation_id, applications)
        if found.status is not OperationStatus.PENDING and key is None:
            raise Refused(Reason.OPERATION_NOT_PENDING)
        event = TakeStep(
            AuthMethod.INIT,
            AuthStepResult.CANCELED,
            eligibility=template_flow.TOKEN_WORKS,
            cancellation=Cancellation(reason, by_operator),
        )
        view = self._gateway.change(operation_id, event, key, eligibility=template_flow.TOKEN_WORKS)
        if status(view.state) is not OperationStatus.CANCELED:
            raise Refused(Reason.OPERATION_NOT_PENDING)
        return self._describe(view)

    def _build_templated(self, template: OperationTemplate, new: NewCloudOperation) -> TemplatedOperation:
        checks = template.proximity_check_enabled if new.proximity_check is None else new.proximity_check
        seed = secrets.token_bytes(totp.SEED_SIZE)
        return TemplatedOperation(
            operation_id=new.operation_id,
            template_name=template.template_name,
            applications=exact_json.write(sorted(new.applications)),
            activation_flag=new.flag,
            language=new.language,
            signature_types=exact_json.write(template.signature_type),
            risk_flags=template.risk_flags,
            max_failure_count=template.max_failure_count,
            parameters=exact_json.write(dict(new.parameters)),
            totp_seed=self._sealer.seal(seed, *sealing_context(new.operation_id)) if checks else None,
            silent=new.silent,
        )

    def _describe_own(self, view: OperationView, applications: Collection[str]) -> CloudOperation:
        """Raises `Refused` KEY_REUSED where it was created for applications that its caller manages no longer."""
        found = self._describe(view)
        created_for = found.pinned_template.application_ids
        if created_for and set(created_for).isdisjoint(applications):
            raise Refused(Reason.KEY_REUSED, "this Idempotency-Key was used for another application")
        return found

    def _describe(self, view: OperationView, pinned_template: TemplatedOperation | None = None) -> CloudOperation:
        operation_id, request = view.row.operation_id, None
        entry = approval(view.state)
        if pinned_template is None or entry:
            with self._database.read() as session:
                pinned_template = pinned_template or templated_operations.find(session, operation_id)
                request = entry and signed_requests.find(session, operation_id, str(entry.request_id))
        if pinned_template is None:  # a flow has the id
            raise Refused(Reason.OPERATION_NOT_FOUND)
        return CloudOperation(
            view=view,
            status=status(view.state),
            pinned_template=pinned_template,
            approval=request or None,
            factors=factors(entry),
            otp=self._otp(pinned_template) if status(view.state) is OperationStatus.PENDING else None,
        )

    def _otp(self, pinned_template: TemplatedOperation) -> str | None:
        if pinned_template.totp_seed is None:
            return None
        return totp.code(
            self._sealer.open(pinned_template.totp_seed, *sealing_context(pinned_template.operation_id)), now_ms()
        )


def _check_device(session: Session, user_id: str, applications: Collection[str]) -> None:
    if not user_registrations.has_active(session, user_id, applications):
        raise Refused(Reason.REGISTRATION_NOT_FOUND, "Registration for the requested user not found")


def _check_parameters(session: Session, template: OperationTemplate, parameters: Mapping[str, str | None]) -> None:
    try:
        texts = operation_templates.texts(session, template.operation_type)
        template_parameters.check(template, texts, parameters)
    except (TextsDamaged, template_parameters.ParameterInvalid) as error:
        raise Refused(Reason.REQUEST_INVALID, str(error)) from None
