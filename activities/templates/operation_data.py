"""The data of an operation, which the phone signs (reference `powerauth-protocol.md` §9.2, `mobile-and-cloud.md` §2)."""

import re
from collections.abc import Mapping

from locales.parameters import fill

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


class ParameterRefused(ValueError):
    """The parameter `name` has a control character, which operation data cannot carry."""

    def __init__(self, name: str) -> None:
        super().__init__(f"parameter {name} has a control character")
        self.name = name


def operation_data(data_template: str, parameters: Mapping[str, str | None]) -> str:
    """`A1*A${amount}${currency}*I${iban}` with its places filled: `A1*A100.00CZK*ICZ2730300000001165254011`.

    Values are escaped, so that none of them can begin a field of its own; asterisks of the template separate fields, and its
    defaults are taken as they are. A null is no parameter. Raises `ParameterRefused`.
    """
    return fill(data_template, {name: _escaped(name, value) for name, value in parameters.items() if value is not None})


def _escaped(name: str, value: str) -> str:
    if _CONTROL.search(value):
        raise ParameterRefused(name)
    # The backslash first, or the others' would be escaped again.
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("\n", "\\n")
