"""All that is known of an operation, and what is missing of it."""

from collections.abc import Mapping
from typing import Any

from activities.callbacks import enqueue
from activities.deliveries import outbox
from activities.evidence import audit_rows
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import (
    authentications,
    delivery_search,
    operations,
    otps,
    signed_requests,
    templated_operations,
)
from activities.store.audit.event import Action
from activities.store.operations import Operation, StoredOperation
from activities.store.signed_requests import EvidentRequest
from activities.store.templated_operations import TemplatedOperation
from api.evidence.answers import Answers
from api.evidence.forms import form_now
from api.evidence.records import Dossier, RecordKind, instant
from api.services import Services
from config import exact_json
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import OperationStatus
from workflows.operation.model import OperationState
from workflows.operation.outcome import finished_ms, status

_GONE = (
    "the operation is no longer stored: it was dropped after NEXTSTEP_RETENTION_OPERATIONS, or its user was erased; what it was "
    "about, what was signed and what was told is not known any more"
)


def collect(services: Services, sealer: Sealer, operation_id: str) -> Dossier:
    """What is known of the operation. Raises `Refused` OPERATION_NOT_FOUND where nothing is; `StoreUnavailable`."""
    dossier = Dossier(operation_id)
    with services.database.read() as session:
        stored = operations.find(session, operation_id)
        template = templated_operations.find(session, operation_id)
        answers = signed_requests.list_evident(session, operation_id)
    if stored is None:
        dossier.gaps.append(_GONE)
        _collect_audit(services, sealer, dossier, None, None, answers)
        if not dossier.records and not answers:
            raise Refused(Reason.OPERATION_NOT_FOUND)
        return dossier
    row, state = _collect_operation(services, dossier, stored, template)
    Answers(services.database, sealer, services.applications).collect(dossier, answers, state)
    if state is not None:
        _collect_steps(dossier, state)
    if not answers:
        _collect_form(services, dossier, row, template, state)
    _collect_checks(services, dossier)
    _collect_deliveries(services, sealer, dossier)
    _collect_audit(services, sealer, dossier, row, state, answers)
    return dossier


def _collect_operation(
    services: Services, dossier: Dossier, stored: StoredOperation, template: TemplatedOperation | None
) -> tuple[Operation, OperationState | None]:
    row, state = stored.row, None
    try:
        view = services.gateway.read_model.view(stored)
        row, state = view.row, view.state
    except Refused as refused:
        if refused.reason is not Reason.OPERATION_DAMAGED:
            raise
        dossier.gaps.append("what is stored of the operation's state cannot be read: its steps are not told")
    now = None if state is None else status(state)
    if now is OperationStatus.PENDING:
        dossier.notes.append("the operation has not ended: this is how it stood when the bundle was made")
    if stored.intent_ms is not None:
        dossier.notes.append("an answer to the operation was on its way when the bundle was made: make another one")
    dossier.add(
        RecordKind.OPERATION,
        {
            "id": row.operation_id,
            "name": row.operation_name,
            "status": now,
            "reason": None if state is None else state.current.description,
            "bankReason": template.status_reason if template and now is OperationStatus.CANCELED else None,
            "userId": row.user_id,
            "organizationId": row.organization_id,
            "externalId": row.external_transaction_id,
            "created": instant(row.created_ms),
            "expires": instant(row.expires_ms),
            "ended": None if state is None else instant(finished_ms(state)),
            "operationData": row.operation_data,
            "formData": _json(row.form_data),
            "language": template.language if template else row.language,
            "template": template and template.template_name,
            "parameters": template and _json(template.parameters),
            "applications": template and _json(template.applications),
            "acceptedSignatureTypes": template and _json(template.signature_types),
            "riskFlags": template and template.risk_flags,
            "proximityCheck": bool(template and template.totp_seed),
        },
    )
    return row, state


def _collect_steps(dossier: Dossier, state: OperationState) -> None:
    for number, entry in enumerate(state.history, 1):
        check = entry.check
        dossier.add(
            RecordKind.STEP,
            {
                "number": number,
                "at": instant(entry.at_ms),
                "method": entry.method,
                "ended": str(entry.step_result),
                "result": str(entry.result),
                "offered": list(entry.steps),
                "reason": entry.description,
                "answer": entry.request_id,
                "instruments": list(entry.instruments),
                "authenticationContext": entry.authentication_context,
                "checked": None
                if check is None
                else {
                    "credential": check.credential,
                    "credentialIsRight": check.credential_is_right,
                    "credentialAttemptsLeft": check.credential_attempts,
                    "otp": check.otp,
                    "otpIsRight": check.otp_is_right,
                    "otpAttemptsLeft": check.otp_attempts,
                    "passkey": check.passkey,
                    "passkeyIsRight": check.passkey_is_right,
                },
            },
        )


def _collect_form(
    services: Services,
    dossier: Dossier,
    row: Operation,
    template: TemplatedOperation | None,
    state: OperationState | None,
) -> None:
    shown = form_now(services, row, template, None if state is None else status(state))
    if shown is not None:
        dossier.add(RecordKind.FORM, shown)


def _collect_checks(services: Services, dossier: Dossier) -> None:
    with services.database.read() as session:
        tried = authentications.of_operation(session, dossier.operation_id)
        codes = sorted(otps.find_all(session, dossier.operation_id), key=lambda one: (one.created_ms, one.otp_id))
    for one in tried:
        dossier.add(
            RecordKind.CHECK,
            {
                "id": one.authentication_id,
                "at": instant(one.created_ms),
                "type": str(one.authentication_type),
                "userId": one.user_id,
                "credential": one.credential_name,
                "otp": one.otp_name,
                "otpId": one.otp_id,
                "result": str(one.authentication_result),
                "credentialResult": one.credential_authentication_result,
                "otpResult": one.otp_authentication_result,
            },
        )
    for code in codes:
        dossier.add(
            RecordKind.CODE,
            {
                "id": code.otp_id,
                "definition": code.otp_name,
                "userId": code.user_id,
                "credential": code.credential_name,
                "status": code.otp_status,
                "data": code.otp_data,
                "attempts": code.attempt_counter,
                "failedAttempts": code.failed_attempt_counter,
                "created": instant(code.created_ms),
                "verified": instant(code.verified_ms),
                "blocked": instant(code.blocked_ms),
                "expires": instant(code.expires_ms),
            },
        )


def _collect_deliveries(services: Services, sealer: Sealer, dossier: Dossier) -> None:
    with services.database.read() as session:
        told = delivery_search.list_of_events(session, delivery_search.event_keys(dossier.operation_id))
    for one in told:
        said = None
        if one.kind == enqueue.KIND:
            try:
                said = outbox.open_delivery(one, sealer).payload.decode()
            except Unsealable:
                dossier.gaps.append(f"what delivery {one.delivery_id} said was changed, or is sealed under another key")
        dossier.add(
            RecordKind.DELIVERY,
            {
                "id": one.delivery_id,
                "kind": one.kind,
                "applicationId": one.application_id,
                "event": one.event_key,
                "target": one.target,
                "state": one.state,
                "attempts": one.attempts,
                "lastError": one.last_error,
                "created": instant(one.created_ms),
                "changed": instant(one.changed_ms),
                "body": said,
            },
        )


def _collect_audit(
    services: Services,
    sealer: Sealer,
    dossier: Dossier,
    row: Operation | None,
    state: OperationState | None,
    answers: list[EvidentRequest],
) -> None:
    ended_ms = None if state is None else finished_ms(state)
    rows = audit_rows.of_operation(
        services.database,
        sealer,
        dossier.operation_id,
        created_ms=None if row is None else row.created_ms,
        ended_ms=ended_ms,
        user_id=None if row is None else row.user_id,
        registration_ids=sorted({one.registration_id for one in answers}),
        answered_ms=max((one.recorded_ms for one in answers), default=0),
    )
    dossier.trail_head = rows.head
    if rows.problem is not None:
        dossier.gaps.append(f"the audit trail: {rows.problem}")
    for proof in rows.proofs:
        dossier.add(
            RecordKind.AUDIT,
            {**proof.row, "said": proof.content, "linkBefore": proof.link_before, "problem": proof.problem},
        )
        if proof.problem is not None:
            dossier.gaps.append(f"the audit trail: row {proof.row['id']}: {proof.problem}")
    if any(proof.row["position"] is None for proof in rows.proofs):
        dossier.notes.append("rows of the audit trail were not sealed into its chain yet when the bundle was made")
    actions = {proof.row["action"] for proof in rows.proofs}
    for action, event in ((Action.OPERATION_CREATE, "creation"), (Action.OPERATION, "end")):
        is_due = row is not None and (action is Action.OPERATION_CREATE or ended_ms is not None)
        if is_due and action not in actions and (rows.proofs or rows.problem is None):
            dossier.gaps.append(
                f"the audit trail has no row of the operation's {event}: it was removed, archived or never written"
            )


def _json(text: str | None) -> Mapping[str, Any] | list[Any] | str | None:
    """What a column holds; as text where it is no JSON."""
    if text is None:
        return None
    try:
        value: Mapping[str, Any] | list[Any] = exact_json.read(text)
    except ValueError:
        return text
    return value
