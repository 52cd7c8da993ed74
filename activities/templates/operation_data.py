"""The data of an operation, which the phone signs (`powerauth-protocol.md` §9.2, `mobile-and-cloud.md` §2)."""

from collections.abc import Mapping

from locales.parameters import fill


def operation_data(data_template: str, parameters: Mapping[str, str | None]) -> str:
    """`A1*A${amount}${currency}*I${iban}` with its places filled: `A1*A100.00CZK*ICZ2730300000001165254011`.

    Values are escaped, so that none of them can begin a field of its own; asterisks of the template separate fields, and its
    defaults are taken as they are. A null is no parameter.
    """
    return fill(data_template, {name: _escape(value) for name, value in parameters.items() if value is not None})


def _escape(value: str) -> str:
    # The backslash first, or the others' would be escaped again.
    return value.replace("\\", "\\\\").replace("*", "\\*").replace("\n", "\\n")
