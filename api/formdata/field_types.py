"""The types of parameters by their words."""

from collections.abc import Mapping
from typing import Final

from api.formdata.field_kind import FieldKind
from config.declared import load_types

# In this order documents and refusals list them: that of `nextstep.md` §4.1.
_OF_THE_REFERENCE = ("AMOUNT", "NOTE", "KEY_VALUE", "HEADING", "BANK_ACCOUNT_CHOICE", "BANNER", "PARTY_INFO")

KINDS: Final[Mapping[str, FieldKind]] = load_types("api.formdata.fields", first=_OF_THE_REFERENCE)
