"""What the message with a one-time password says: what it confirms, as the form's summary has it, and the value."""

from typing import NamedTuple

from activities.store.operations import Operation
from api.formdata.push_words import push_words
from locales import languages
from locales.catalogs import Catalogs
from locales.templates import substitute

_SUBJECT, _TEXT = "otp.subject", "otp.message"


class OtpWords(NamedTuple):
    """In a language that there is: `subject` is for those who carry mail."""

    language: str
    subject: str
    text: str


def otp_words(value: str, operation: Operation | None, language: str, catalogs: Catalogs) -> OtpWords:
    """The words in `language`, or in English where there is no catalog of it."""
    chosen = languages.chosen(language, catalogs.languages)
    texts = catalogs.texts(chosen.text)
    message = substitute(texts.get(_TEXT, "{otp}"), {"otp": value})
    form = operation and operation.form_data
    summary = push_words(form, chosen, catalogs).body if form else ""
    return OtpWords(chosen.text, texts.get(_SUBJECT, ""), f"{summary}\n{message}" if summary else message)
