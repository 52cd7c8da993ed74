"""Operations in the words and the language of the phone that asks (`mobile-and-cloud.md` §1.5, §1.8, §2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from simplejson import JSONDecodeError

from activities.store.template_columns import TextsDamaged
from activities.templates.language import in_language
from api.mobile.operation_form.operation import OperationFacts, flow_operation_json, operation_json
from api.services import services
from config import exact_json
from config.definitions.templates import TemplateTexts
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import OperationStatus
from locales.languages import HEADER_LENGTH, Language, chosen
from workflows.approval.phone_operations import PhoneOperation
from workflows.operation.client.read_model import skip_damaged

# What was made last, and of which texts. Emptied when it is full: keeping an order would cost more than making some anew.
_MADE: dict[tuple[str, OperationStatus, int, Language], tuple[TemplateTexts, dict[str, Any]]] = {}
_MAX_MADE = 2048


def render_operations(operations: list[PhoneOperation]) -> list[dict[str, Any]]:
    """Those that can be shown: an operation of a type that has no texts at all is left out, and one that is damaged."""
    return _render(operations, request.headers.get("Accept-Language"))


def display_of(operation: PhoneOperation) -> str | None:
    """What a phone that answers just now shows of the operation, as JSON; null where nobody can say.

    In the language of the request, which apps send with each, or else in that of the operation.
    """
    template = operation.pinned_template
    otherwise = operation.view.row.language if template is None else template.language
    wishes = request.headers.get("Accept-Language") or otherwise
    try:
        found = _render([operation], wishes)
    except TextsDamaged:  # an answer is one, whatever has become of texts
        return None
    languages = None if wishes is None else wishes[:HEADER_LENGTH]
    return exact_json.write({"languages": languages, "operation": found[0]}) if found else None


def _render(operations: list[PhoneOperation], wishes: str | None) -> list[dict[str, Any]]:
    types = {one.view.row.operation_name for one in operations if one.pinned_template is not None}
    texts = services().template_texts.of(types)
    words = {name: in_language(texts[name], wishes) for name in types}
    found = []
    for one in operations:
        with skip_damaged(one.view.row.operation_id), _read_as_stored():
            of_flow = one.pinned_template is None
            found.append(
                _from_flow(one, wishes) if of_flow else _from_template(one, words[one.view.row.operation_name])
            )
    return [one for one in found if one is not None]


@contextmanager
def _read_as_stored() -> Iterator[None]:
    """What is stored of an operation is JSON. Raises `Refused` OPERATION_DAMAGED where it is not."""
    try:
        yield
    except JSONDecodeError as error:
        raise Refused(Reason.OPERATION_DAMAGED) from error


def _from_flow(operation: PhoneOperation, wishes: str | None) -> dict[str, Any]:
    catalogs, stored = services().catalogs, operation.view.row.form_data
    form = None if stored is None else exact_json.read(stored)
    return flow_operation_json(_facts(operation), form, chosen(wishes, catalogs.languages), catalogs)


def _from_template(operation: PhoneOperation, words: tuple[TemplateTexts, Language] | None) -> dict[str, Any] | None:
    """A phone asks every few seconds what waits, and it waits as before: what was made of the same texts is the same."""
    if words is None:
        return None
    texts, language = words
    row = operation.view.row
    key = (row.operation_id, operation.status, operation.view.state.version, language)
    made = _MADE.get(key)
    if made is None or made[0] is not texts:
        if len(_MADE) >= _MAX_MADE:
            _MADE.clear()
        made = _MADE[key] = (texts, operation_json(_facts(operation), texts, language))
    return made[1]


def _facts(operation: PhoneOperation) -> OperationFacts:
    row, pinned_template = operation.view.row, operation.pinned_template
    canceled = operation.status is OperationStatus.CANCELED
    return OperationFacts(
        id=row.operation_id,
        operation_type=row.operation_name,
        data=row.operation_data,
        status=operation.status,
        status_reason=pinned_template.status_reason if pinned_template and canceled else None,
        created_ms=row.created_ms,
        expires_ms=operation.view.state.expires_ms,
        signature_type=operation.signature_types,
        parameters=pinned_template.values if pinned_template else None,
        risk_flags=pinned_template.risk_flags if pinned_template else None,
        proximity_check=bool(
            pinned_template and pinned_template.totp_seed and operation.status is OperationStatus.PENDING
        ),
    )
