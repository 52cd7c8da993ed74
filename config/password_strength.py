"""Whether a password that a person chose is guessed soon: by its length, and by known ones (NIST SP 800-63B-4 §3.1.1.2)."""

LEAST_CHARACTERS = 12
_LEAST_DIFFERENT = 5
# What is tried first; letters and digits alone, for additions such as "123" and "!" are tried with them.
_KNOWN = (
    "password",
    "nextstep",
    "administrator",
    "qwertyuiop",
    "letmein",
    "changeme",
    "welcome",
    "secret",
    "1234567890",
)


def weakness(password: str, username: str) -> str | None:
    """What is weak about the password of `username`; null: nothing that is known."""
    if len(password) < LEAST_CHARACTERS:
        return f"has fewer than {LEAST_CHARACTERS} characters"
    if len(set(password)) < _LEAST_DIFFERENT:
        return f"has fewer than {_LEAST_DIFFERENT} different characters"
    plain = "".join(letter for letter in password.casefold() if letter.isalnum())
    for word in (*_KNOWN, username.casefold()):
        plain = plain.replace(word, "") if word else plain
    return "is a name or a word that is tried first, and little more" if len(plain) < LEAST_CHARACTERS // 2 else None
