"""What must hold of each page, whoever reads it."""

import re
from collections.abc import Set

from tests.campaign.people.seen_page import SeenPage

# An id of a text, or a place in one, that nobody has filled.
_UNFILLED = re.compile(r"\b(?:web|phone|flows|method)\.[a-z]+[a-z.]*\b|\{\w+\}")
_NOTE = re.compile(r"note-([\w.]+)-\d+")


def complaints_of(page: SeenPage, reader: str, language: str, statuses: Set[int]) -> list[str]:
    """What is wrong with it for this reader, in words."""
    found = []
    if page.status not in statuses:
        found.append(f"answered {page.status}: {page.text[-200:]}")
    if not page.heading:
        found.append(f"has no heading: {page.text[:200]}")
    if not page.leads_on:
        found.append(f"does not say what can be done next: {page.text[-200:]}")
    if page.status >= 400 and not any(role == "alert" and text for role, text in page.notices):
        found.append("does not say what is wrong")
    if page.language != language:
        found.append(f"is in {page.language} instead of {language}")
    if unfilled := _UNFILLED.findall(page.text):
        found.append(f"has texts that are none: {unfilled[:3]}")
    if others := set(_NOTE.findall(page.text)) - {reader}:
        found.append(f"shows what {others} wrote")
    return found
