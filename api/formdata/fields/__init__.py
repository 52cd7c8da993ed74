"""The types of parameters. A new one is a module here, its word in `config.vocabulary.FieldType`, and one line below."""

from collections.abc import Mapping
from typing import Final

from api.formdata.fields.amount import AmountKind
from api.formdata.fields.bank_account_choice import BankAccountChoiceKind
from api.formdata.fields.banner import BannerKind
from api.formdata.fields.heading import HeadingKind
from api.formdata.fields.key_value import KeyValueKind
from api.formdata.fields.kind import FieldKind
from api.formdata.fields.note import NoteKind
from api.formdata.fields.party_info import PartyInfoKind

KINDS: Final[Mapping[str, FieldKind]] = {
    kind.word.value: kind
    for kind in (
        AmountKind(),
        NoteKind(),
        KeyValueKind(),
        HeadingKind(),
        BankAccountChoiceKind(),
        BannerKind(),
        PartyInfoKind(),
    )
}
