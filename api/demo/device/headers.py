"""The headers of the protocol: `PowerAuth name="value", ...`."""

AUTHORIZATION = "X-PowerAuth-Authorization"
ENCRYPTION = "X-PowerAuth-Encryption"
TOKEN = "X-PowerAuth-Token"  # noqa: S105 - the name of a header


def header(name: str, **attributes: str | None) -> dict[str, str]:
    """The header `name` with its attributes in the given order; those that are null are left out."""
    members = ", ".join(f'{key}="{value}"' for key, value in attributes.items() if value is not None)
    return {name: f"PowerAuth {members}"}
