"""Operations that several tests show."""

from babel import Locale

from activities.templates.language import in_language
from activities.templates.words import operation_texts
from api.mobile.operation_form.operation import OperationFacts
from api.mobile.operation_form.template_form import form_data
from config.definitions.load import load
from config.definitions.templates import AttributeTemplate, TemplateTexts
from locales.catalogs import Catalogs

CATALOGS = Catalogs()
BOTH = ("possession_knowledge", "possession_biometry")
PAYMENT = {"amount": "1234.50", "currency": "CZK", "iban": "CZ2730300000001165254011"}
# 2 July 2018, 14:43:13 and 987 ms; five minutes later less a few seconds.
CREATED_MS, EXPIRES_MS = 1530542593987, 1530542897000


def facts(**changed):
    return OperationFacts(
        **{
            "id": "7e0ba60f-bf22-4ff5-b999-2733784e5eaa",
            "operation_type": "authorize_payment",
            "data": "A1*A100CZK*Q238400856/0300",
            "status": "PENDING",
            "status_reason": None,
            "created_ms": CREATED_MS,
            "expires_ms": EXPIRES_MS,
            "signature_type": BOTH,
        }
        | changed
    )


def texts(*attributes, **changed):
    """Texts in English of an operation with these attributes."""
    return TemplateTexts(
        **{
            "operation_type": "authorize_payment",
            "language": "en",
            "title": "Title",
            "message": "Message",
            "result_texts": {},
            "attributes": attributes,
            "ui": None,
        }
        | changed
    )


def shipped(operation_type, header):
    """The shipped texts of a type, and the language, that a phone gets which wants `header`."""
    every = [each for each in operation_texts(load(), CATALOGS) if each.operation_type == operation_type]
    return in_language(every, header)


def template(kind, **params):
    return AttributeTemplate(id="operation.id", type=kind, text="Label", params=params)


def members(kind, slots, locale="en"):
    """What a template of this type makes of the values of its slots, without `id` and `label`; None when it is left out."""
    form = form_data(
        texts(template(kind, **{slot: f"of.{slot}" for slot in slots})),
        {f"of.{slot}": value for slot, value in slots.items()},
        Locale.parse(locale),
    )
    if not form["attributes"]:
        return None
    (attribute,) = form["attributes"]
    assert (attribute.pop("id"), attribute.pop("label")) == ("operation.id", "Label")
    return attribute
