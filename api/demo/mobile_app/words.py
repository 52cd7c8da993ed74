"""The words that an app has of its own: buttons, and results where a template says none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from locales.languages import chosen


@dataclass(frozen=True, slots=True)
class AppWords:
    """In one language."""

    approve: str
    reject: str
    back: str
    slide: str
    onward: str
    scan: str
    valid_until: str
    no_calls: str
    rate_may_change: str
    success: str
    failure: str
    rejection: str
    redirected_in: str


_WORDS: Final[Mapping[str, AppWords]] = {
    "en": AppWords(
        approve="Approve",
        reject="Reject",
        back="Back",
        slide="Slide to continue",
        onward="Continue",
        scan="Scan the QR code",
        valid_until="Valid until",
        no_calls="Not during a phone call",
        rate_may_change="the rate may change",
        success="Approved",
        failure="Not approved",
        rejection="Rejected",
        redirected_in="Redirected in {seconds} s",
    ),
    "cs": AppWords(
        approve="Schválit",
        reject="Odmítnout",
        back="Zpět",
        slide="Pokračujte přejetím",
        onward="Pokračovat",
        scan="Naskenujte QR kód",
        valid_until="Platí do",
        no_calls="Nelze během hovoru",
        rate_may_change="kurz se může změnit",
        success="Schváleno",
        failure="Neschváleno",
        rejection="Odmítnuto",
        redirected_in="Přesměrování za {seconds} s",
    ),
    "sk": AppWords(
        approve="Schváliť",
        reject="Odmietnuť",
        back="Späť",
        slide="Pokračujte potiahnutím",
        onward="Pokračovať",
        scan="Naskenujte QR kód",
        valid_until="Platí do",
        no_calls="Nedá sa počas hovoru",
        rate_may_change="kurz sa môže zmeniť",
        success="Schválené",
        failure="Neschválené",
        rejection="Odmietnuté",
        redirected_in="Presmerovanie o {seconds} s",
    ),
    "de": AppWords(
        approve="Freigeben",
        reject="Ablehnen",
        back="Zurück",
        slide="Zum Fortfahren wischen",
        onward="Weiter",
        scan="QR-Code scannen",
        valid_until="Gültig bis",
        no_calls="Nicht während eines Anrufs",
        rate_may_change="der Kurs kann sich ändern",
        success="Freigegeben",
        failure="Nicht freigegeben",
        rejection="Abgelehnt",
        redirected_in="Weiterleitung in {seconds} s",
    ),
}


def app_words(language: str) -> AppWords:
    """For a reader of this language, or of English."""
    return _WORDS[chosen(language, _WORDS).text]
