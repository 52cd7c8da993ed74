"""How an operation looks to its user by what is stored now: where no answer tells how it looked when it was signed."""

from typing import Any

from activities.store.operations import Operation
from activities.store.template_columns import TextsDamaged
from activities.store.templated_operations import TemplatedOperation
from activities.templates.language import in_language
from api.formdata.render import localize
from api.mobile.operation_form.operation import OperationFacts, operation_json
from api.services import Services
from config import exact_json
from config.refused import Refused
from config.vocabulary import OperationStatus
from locales.languages import chosen


def form_now(
    services: Services, row: Operation, template: TemplatedOperation | None, status: OperationStatus | None
) -> dict[str, Any] | None:
    """The form in the operation's language; null where it has none, or it cannot be shown."""
    try:
        return _of_flow(services, row) if template is None else _of_template(services, row, template, status)
    except (Refused, TextsDamaged, ValueError):
        return None


def _of_flow(services: Services, row: Operation) -> dict[str, Any] | None:
    if row.form_data is None:
        return None
    language = chosen(row.language, services.catalogs.languages)
    shown = localize(exact_json.read(row.form_data), language, services.catalogs)
    return {"language": language.text, "form": shown}


def _of_template(
    services: Services, row: Operation, template: TemplatedOperation, status: OperationStatus | None
) -> dict[str, Any] | None:
    words = in_language(services.template_texts.of([row.operation_name])[row.operation_name], template.language)
    if words is None:
        return None
    texts, language = words
    facts = OperationFacts(
        id=row.operation_id,
        operation_type=row.operation_name,
        data=row.operation_data,
        status=status or "",
        status_reason=None,
        created_ms=row.created_ms,
        expires_ms=row.expires_ms,
        signature_type=template.factors,
        parameters=template.values,
        risk_flags=template.risk_flags,
    )
    return {"language": language.text, "form": operation_json(facts, texts, language)["formData"]}
