"""BANK_ACCOUNT_CHOICE: the user's accounts, one of which pays."""

from collections.abc import Mapping
from typing import Final

from babel import Locale
from marshmallow import fields

from api.formdata.field_kind import TEXT_LENGTH, Field, FieldKind, FieldSchema, attribute, label, type_of
from api.formdata.reader import Reader
from api.http.lenient_json import Lenient
from api.http.schema import Boolean, Decimal, List, String
from config.attributes.types.key_value import TYPE as KEY_VALUE

# Where the user's choice stands in `userInput` (`nextstep.md` §4.1).
CHOICE: Final = "operation.bankAccountChoice"


class BankAccountSchema(Lenient):
    """One account. One that cannot pay now says why."""

    number = String(load_default=None)
    accountId = String(load_default=None)
    name = String(load_default=None)
    balance = Decimal(load_default=None)
    currency = String(load_default=None)
    usableForPayment = Boolean(load_default=False)
    unusableForPaymentReason = String(max=TEXT_LENGTH, load_default=None)


class BankAccountChoiceFieldSchema(FieldSchema):
    """`bankAccounts` to choose from; `defaultValue` is an `accountId`."""

    type = type_of("BANK_ACCOUNT_CHOICE")
    bankAccounts = List(fields.Nested(BankAccountSchema), load_default=list)
    enabled = Boolean(load_default=True)
    defaultValue = String(load_default=None)


class BankAccountChoiceKind(FieldKind):
    word = "BANK_ACCOUNT_CHOICE"
    schema = BankAccountChoiceFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: user_input.get(CHOICE)}

    def render(self, field: Field, reader: Reader) -> Field:
        return label(field, reader)

    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        """The account that the user chose, or that is chosen for him: the default one, or the first."""
        accounts: list[Field] = field["bankAccounts"]
        choices = (user_input.get(CHOICE), field["defaultValue"])
        chosen = (each for id in choices if id is not None for each in accounts if each["accountId"] == id)
        account = next(chosen, accounts[0] if accounts else None)
        value = account and (account["number"] or account["name"] or account["accountId"])
        return attribute(KEY_VALUE, field, value=value) if value else None


TYPE: Final = BankAccountChoiceKind()
