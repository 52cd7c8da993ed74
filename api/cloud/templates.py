"""Templates of operations, and their texts, for administrators (`powerauth-protocol.md` §9.2, `mobile-and-cloud.md` §2).

Operations copy what they need when they are created: a change holds for new ones.
"""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from activities.store.template_columns import TextsDamaged
from activities.templates import offline
from activities.templates.administration import AdministeredTemplate
from activities.templates.readable_data import OperationDataInvalid
from api.cloud.blueprint import api
from api.cloud.schema import CloudSchema, name, readable
from api.http.schema import VISIBLE, Boolean, Dict, Integer, List, String, Word
from api.services import services
from config.attributes.registry import ATTRIBUTE_TYPES, ATTRIBUTES
from config.definitions.screens import find_screen_problems
from config.definitions.templates import AttributeTemplate, OperationTemplate, PushTexts, TemplateTexts
from config.exact_json import write
from config.names import NOT_TEMPLATES
from config.reasons import Reason
from config.refused import Refused
from config.strict_json import read
from config.vocabulary import ApprovalFactors, ResultText, Role

_TAG = "Operation Templates"
_FACTORS = ("possession", "possession_knowledge", "possession_biometry")
_MAX_SECONDS = 366 * 86_400
_MAX_TEXT = 4096
_RISK = re.compile(r"^[A-Z]*$(?!\n)")
# A tag in the case in which tags are written, so that each has one spelling: en, zh-Hant, de-AT, sr-Latn-ME.
_LANGUAGE = re.compile(r"^[a-z]{2,8}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$(?!\n)")
_PATH = "/admin/templates"


class Template(CloudSchema):
    """What operations of a name are made from. `dataTemplate` has places `${name}` for parameters; `expiration` is in seconds.

    `riskFlags`: X flips the buttons, C blocks during a call, F warns of fraud. An operation that leaves a place of the data
    unfilled is refused; with `unfilledPlacesAllowed` the place stays in the data as it is written.
    """

    template_name = name(required=True, reserved=NOT_TEMPLATES)
    operation_type = name(required=True)
    data_template = String(min=1, required=True, validate=[readable()])
    signature_type = List(
        String(validate=[validate.OneOf(_FACTORS)], metadata={"words": ApprovalFactors}),
        max=3,
        required=True,
        validate=[validate.Length(1)],
    )
    max_failure_count = Integer(min=1, max=100, required=True)
    expiration = Integer(min=1, max=_MAX_SECONDS, required=True)
    risk_flags = String(max=26, load_default="", validate=[validate.Regexp(_RISK, error="Only capital letters.")])
    proximity_check_enabled = Boolean(load_default=False)
    unfilled_places_allowed = Boolean(load_default=False)


class TemplateChange(Template):
    """A template, new or changed; its name stands in the address."""

    class Meta(Template.Meta):
        """Without the name."""

        exclude = ("template_name",)


class WarnedTemplate(Template):
    """A template, and what is amiss with it; while its type has no texts, its operations are refused."""

    warnings = List(String(), allow_none=True)


class TemplateList(CloudSchema):
    """All templates, by name."""

    templates = List(fields.Nested(WarnedTemplate))


class Attribute(CloudSchema):
    """A line of the form: `text` is its label, `params` says which parameter fills each slot of its type."""

    id = String(min=1, required=True)
    type = Word(ATTRIBUTE_TYPES, plain=True, required=True)
    text = String(max=_MAX_TEXT, required=True, validate=[readable()])
    params = Dict(String(min=1), String(min=1), load_default=dict)

    @validates_schema
    def _slots(self, attribute: dict[str, Any], **_: object) -> None:
        """Those of its type and no others, the required ones all: an attribute that lacks one would never be shown."""
        if problems := list(ATTRIBUTES[attribute["type"]].find_slot_problems(attribute["params"])):
            raise ValidationError(problems, "params")


def _screens(ui: dict[str, Any]) -> None:
    if problems := [f"{path}: {why}" for path, why in find_screen_problems(ui)]:
        raise ValidationError(problems)


class Texts(CloudSchema):
    """How operations of a type are shown in a language. Texts have places `${name}` for parameters; `ui` is the screens.

    Before the form: `preApprovalScreen` for older apps, and a list `preApprovalScreens` for newer ones, which take it where both
    are given. After the approval: `postApprovalScreen` of the type REVIEW, MERCHANT_REDIRECT or GENERIC.
    """

    title = String(min=1, required=True, validate=[readable()])
    message = String(min=1, max=_MAX_TEXT, required=True, validate=[readable(lines=True)])
    result_texts = Dict(
        String(validate=[validate.OneOf(list(ResultText))]),
        String(max=_MAX_TEXT, validate=[readable(lines=True)]),
        load_default=dict,
    )
    attributes = List(fields.Nested(Attribute), load_default=list)
    ui = fields.Dict(allow_none=True, validate=[_screens])


class PushText(CloudSchema):
    """What is pushed, and shown offline, of a template's operations in a language."""

    title = String(min=1, required=True, validate=[VISIBLE, readable()])
    summary = String(min=1, max=_MAX_TEXT, required=True, validate=[VISIBLE, readable(lines=True)])


@api.endpoint(f"GET {_PATH}", tag=_TAG, role=Role.READER, answer=TemplateList())
def get_template_list() -> dict[str, Any]:
    """List the templates."""
    return {"templates": [_render(one) for one in services().templates.list_templates()]}


@api.endpoint(
    f"GET {_PATH}/<template_name>", tag=_TAG, role=Role.READER, answer=WarnedTemplate(), errors=("ERROR_ADMIN",)
)
def get_template(template_name: str) -> dict[str, Any]:
    """Read a template."""
    return _render(services().templates.get(template_name))


@api.endpoint(
    f"PUT {_PATH}/<template_name>", tag=_TAG, role=Role.OPERATOR, request=TemplateChange(), answer=WarnedTemplate()
)
def put_template(change: dict[str, Any], template_name: str) -> dict[str, Any]:
    """Create a template, or change it. Its texts are put apart: `warnings` says what is missing.

    Where not possession alone approves, the data must be what phones can read from a QR code, as far as the template tells.
    """
    if wrong := Template().validate({"templateName": template_name}, partial=True):
        raise ValidationError(wrong)
    factors = tuple(dict.fromkeys(change["signature_type"]))
    template = OperationTemplate(template_name=template_name, **change | {"signature_type": factors})
    try:
        offline.check(template)
    except OperationDataInvalid as error:
        raise ValidationError(f"Phones could not read it from a QR code: {error}.", "dataTemplate") from None
    return _render(services().templates.put(template))


@api.endpoint(f"DELETE {_PATH}/<template_name>", tag=_TAG, role=Role.OPERATOR, four_eyes=True, errors=("ERROR_ADMIN",))
def delete_template(template_name: str) -> None:
    """Remove a template. Operations that were made from it stay as they are."""
    services().templates.remove(template_name)


@api.endpoint(
    f"GET {_PATH}/texts/<operation_type>/<language>",
    tag=_TAG,
    role=Role.READER,
    answer=Texts(),
    errors=("ERROR_ADMIN",),
)
def get_texts(operation_type: str, language: str) -> dict[str, Any]:
    """Read how operations of a type are shown in a language."""
    try:
        return _render_texts(services().templates.texts(operation_type, language))
    except TextsDamaged as error:
        raise Refused(Reason.TEXTS_DAMAGED, str(error)) from None


@api.endpoint(
    f"PUT {_PATH}/texts/<operation_type>/<language>", tag=_TAG, role=Role.OPERATOR, request=Texts(), answer=Texts()
)
def put_texts(words: dict[str, Any], operation_type: str, language: str) -> dict[str, Any]:
    """Say how operations of a type are shown in a language, such as `en`, `zh-Hant` or `de-AT`."""
    _check_language(language)
    texts = texts_of(words, operation_type, language)
    services().templates.put_texts(texts)
    return _render_texts(texts)


@api.endpoint(
    f"DELETE {_PATH}/texts/<operation_type>/<language>", tag=_TAG, role=Role.OPERATOR, errors=("ERROR_ADMIN",)
)
def delete_texts(operation_type: str, language: str) -> None:
    """Remove the texts of a type in a language."""
    services().templates.remove_texts(operation_type, language)


@api.endpoint(
    f"PUT {_PATH}/<template_name>/push/<language>",
    tag=_TAG,
    role=Role.OPERATOR,
    request=PushText(),
    answer=PushText(),
    errors=("ERROR_ADMIN",),
)
def put_push_text(words: dict[str, Any], template_name: str, language: str) -> dict[str, Any]:
    """Say what is pushed of a template's operations in a language, such as `en`, `zh-Hant` or `de-AT`."""
    _check_language(language)
    services().templates.put_push_texts(PushTexts(template_name, language, words["title"], words["summary"]))
    return {"title": words["title"], "summary": words["summary"]}


def _check_language(language: str) -> None:
    if not _LANGUAGE.match(language):
        raise ValidationError("Not a language, such as en, zh-Hant or de-AT.", "language")


def _render(template: AdministeredTemplate) -> dict[str, Any]:
    members: dict[str, Any] = WarnedTemplate().dump(template.template)
    return members | ({"warnings": list(template.warnings)} if template.warnings else {})


def texts_of(words: dict[str, Any], operation_type: str, language: str) -> TemplateTexts:
    """What a loaded `Texts` says of a type, in a language."""
    ui = words.get("ui")
    return TemplateTexts(
        operation_type=operation_type,
        language=language,
        title=words["title"],
        message=words["message"],
        result_texts=words["result_texts"],
        attributes=tuple(AttributeTemplate(**one) for one in words["attributes"]),
        ui=None if ui is None else write(ui),
    )


def _render_texts(texts: TemplateTexts) -> dict[str, Any]:
    found: dict[str, Any] = Texts().dump(
        {
            "title": texts.title,
            "message": texts.message,
            "result_texts": dict(texts.result_texts),
            "attributes": texts.attributes,
            "ui": None if texts.ui is None else read(texts.ui.encode()),
        }
    )
    return found
