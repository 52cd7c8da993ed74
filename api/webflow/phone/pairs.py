"""Parameters as they are typed: `name=value`, one a line."""

from api.webflow.phone.problems import PhoneProblem

# Of a payment, as the templates that are shipped ask for it.
EXAMPLE = "amount=100.00\ncurrency=CZK\niban=CZ6508000000192000145399"


def pairs(text: str) -> dict[str, str]:
    """By their names. Raises `PhoneProblem`."""
    found = dict[str, str]()
    for line in filter(None, map(str.strip, text.splitlines())):
        name, mark, value = line.partition("=")
        if not name.strip() or not mark:
            raise PhoneProblem("phone.no_pairs", line=line[:80])
        found[name.strip()] = value.strip()
    return found
