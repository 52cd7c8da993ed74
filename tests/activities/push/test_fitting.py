"""Texts from outside are cut to what providers take, between characters, or replaced; what is left fits every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.push import apns_payload, fcm_payload
from activities.push.apns import MAX_PAYLOAD
from activities.push.fitting import Words, cut, fit
from activities.push.message import MAX_BODY, MAX_BYTES, MAX_TITLE, MessageInvalid
from config import exact_json

OTHERWISE = Words("Confirm Operation", "Operation data: A2")
EXTRAS = {"messageType": "mtoken.operationInit", "operationId": "one"}
FAMILY = "👩‍👩‍👧‍👦"
FLAG = "🇨🇿"


def said(title="Title", body="Body", **members):
    message = fit(Words(title, body), OTHERWISE, **{"extras": EXTRAS, **members})
    return message.title, message.body


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("Title", "Body"), ("Title", "Body")),
        (("", "Body"), (OTHERWISE.title, "Body")),
        ((" \n\u00a0", "Body"), (OTHERWISE.title, "Body")),
        (("Title", " "), ("Title", OTHERWISE.body)),
        (("t" * 255, "b" * 2048), ("t" * 255, "b" * 2048)),
        (("t" * 256, "b" * 2049), ("t" * 254 + "…", "b" * 2047 + "…")),
    ],
)
def test_what_is_said(words, shown):
    assert said(*words) == shown


@pytest.mark.parametrize("body", ["東" * 1200, "b" * 4096, "\x01" * 2000, '"' * 2048, "🏦" * 2048, f"{FAMILY}" * 300])
def test_a_long_body_is_cut_to_what_providers_carry(body):
    message = fit(Words("東" * 300, body), OTHERWISE, sound="default", valid_until_ms=2**41, extras=EXTRAS)
    assert message.body.endswith("…")
    assert message.body[:-1] == body[: len(message.body) - 1]
    assert (
        MAX_BYTES - 30 <= len(exact_json.write(message.payload()).encode()) <= MAX_BYTES
        or len(message.body) > MAX_BODY - 30
    )


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abc def", 5, "abc…"),
        ("abcde\u0301f", 6, "abcd…"),
        (f"ab{FAMILY}c", 6, "ab…"),
        (f"ab{FAMILY}c", 10, f"ab{FAMILY}c"),
        (f"{FLAG}{FLAG}{FLAG}", 4, f"{FLAG}…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("e" + "\u0301" * 50, 4, "e\u0301\u0301…"),
    ],
)
def test_a_text_is_cut_between_characters(text, most, kept):
    assert cut(text, most=most) == kept


@pytest.mark.parametrize(
    ("text", "most_bytes", "kept"),
    [
        ("東東東", 9, "東東東"),
        ("東東東", 8, "東…"),
        ("é" * 4, 7, "éé…"),
        ('""""', 7, '""…'),
        ("abc", 2, ""),
    ],
)
def test_bytes_count_as_they_are_written(text, most_bytes, kept):
    assert cut(text, most=100, most_bytes=most_bytes) == kept


@given(st.text(), st.text(), st.text(max_size=200))
def test_any_texts_make_a_message_that_providers_take(title, body, name):
    grown = 1 + 4000 // max(1, len(body))
    message = fit(Words(title * 40, body * grown), OTHERWISE, extras={**EXTRAS, "operationName": name})
    assert message.title.strip()
    assert len(message.title) <= MAX_TITLE
    assert len(message.body) <= MAX_BODY
    assert len(apns_payload.payload(message)) <= MAX_PAYLOAD
    assert len(fcm_payload.payload(message, "t" * 160, 0)) <= MAX_PAYLOAD


def test_extras_alone_may_be_too_much():
    with pytest.raises(MessageInvalid):
        said(extras={"operationName": "x" * MAX_BYTES})
