"""The whole operation (`mobile-and-cloud.md` §1.5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from api.formdata.render import Form
from api.mobile.operation_form.allowed_signature import allowed_signature_type
from api.mobile.operation_form.flow_form import flow_form_data
from api.mobile.operation_form.screens import user_interface
from api.mobile.operation_form.template_form import form_data
from api.mobile.times import instant
from config.definitions.templates import TemplateTexts
from locales.catalogs import Catalogs
from locales.languages import Language


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """What there is to say of an operation, apart from words.

    Times are epoch milliseconds. `signature_type`: the factors that may approve. `proximity_check`: the approval needs a one-time
    password that the phone reads from a QR code. `parameters` and `risk_flags` are those of operations from a template.
    """

    id: str
    operation_type: str
    data: str
    status: str
    status_reason: str | None
    created_ms: int
    expires_ms: int
    signature_type: Collection[str]
    parameters: Mapping[str, str | None] | None = None
    risk_flags: str | None = None
    proximity_check: bool = False


def operation_json(facts: OperationFacts, texts: TemplateTexts, language: Language) -> dict[str, Any]:
    """An operation from a template; `texts` are those chosen for `language`, which says how amounts are written.

    Raises `TextsDamaged` when the stored `ui` is not JSON.
    """
    form = form_data(texts, facts.parameters, language.locale)
    return _operation(facts, form, ui=texts.ui)


def flow_operation_json(
    facts: OperationFacts, form: Form | None, language: Language, catalogs: Catalogs
) -> dict[str, Any]:
    """An operation of a web flow whose step is the phone's; `form` is its stored formData."""
    return _operation(facts, flow_form_data(form, facts.data, language, catalogs), ui=None)


def _operation(facts: OperationFacts, form: dict[str, Any], ui: str | None) -> dict[str, Any]:
    interface = user_interface(
        ui=ui,
        risk_flags=facts.risk_flags,
        parameters=facts.parameters,
        proximity_check=facts.proximity_check,
        title=form["title"],
        message=form["message"],
    )
    return {
        "id": facts.id,
        "name": facts.operation_type,
        "data": facts.data,
        "status": facts.status,
        **({} if facts.status_reason is None else {"statusReason": facts.status_reason}),
        "operationCreated": instant(facts.created_ms),
        "operationExpires": instant(facts.expires_ms),
        "allowedSignatureType": allowed_signature_type(facts.signature_type),
        **({} if interface is None else {"ui": interface}),
        "formData": form,
    }
