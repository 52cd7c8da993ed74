"""BANK_ACCOUNT_CHOICE: the user's accounts, one of which pays."""

from collections.abc import Mapping
from typing import Final

from marshmallow import fields

from api.formdata.fields.kind import TEXT_LENGTH, Field, FieldKind, FieldSchema, label, type_of
from api.formdata.reader import Reader
from api.lenient import Lenient
from api.schema import Boolean, Decimal, List, String
from config.vocabulary import FieldType

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

    type = type_of(FieldType.BANK_ACCOUNT_CHOICE)
    bankAccounts = List(fields.Nested(BankAccountSchema), load_default=list)
    enabled = Boolean(load_default=True)
    defaultValue = String(load_default=None)


class BankAccountChoice(FieldKind):
    word = FieldType.BANK_ACCOUNT_CHOICE
    schema = BankAccountChoiceFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: user_input.get(CHOICE)}

    def shown(self, field: Field, reader: Reader) -> Field:
        return label(field, reader)
