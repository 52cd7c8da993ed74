"""The types of parameters. A new one is a module here, its word in `config.vocabulary.FieldType`, and one line below."""

from collections.abc import Mapping
from typing import Final

from api.formdata.fields.amount import Amount
from api.formdata.fields.bank_account_choice import BankAccountChoice
from api.formdata.fields.banner import Banner
from api.formdata.fields.heading import Heading
from api.formdata.fields.key_value import KeyValue
from api.formdata.fields.kind import FieldKind
from api.formdata.fields.note import Note
from api.formdata.fields.party_info import PartyInfo

KINDS: Final[Mapping[str, FieldKind]] = {
    kind.word.value: kind
    for kind in (
        Amount(),
        Note(),
        KeyValue(),
        Heading(),
        BankAccountChoice(),
        Banner(),
        PartyInfo(),
    )
}
