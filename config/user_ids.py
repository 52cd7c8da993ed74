"""Ids of users: what is equal looks equal, and what looks equal is, as far as one text tells."""

import unicodedata

from config.printable import invisible, unprintable


def find_problem(user_id: str) -> str | None:
    """What is wrong with the id of a user, as a sentence; null for nothing."""
    if user_id.isascii() and user_id.isprintable() and " " not in user_id:
        return None
    if character := unprintable(user_id) or invisible(user_id):
        return f"Has the character {character}."
    if user_id != user_id.strip():
        return "Has a space at its beginning or end."
    if not unicodedata.is_normalized("NFC", user_id):
        return "Is not in Unicode's normal form C."
    return None
