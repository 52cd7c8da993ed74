"""Every answer names the request, by the caller's word for it where that is one."""

import pytest

HEADER = "X-Correlation-ID"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("abcd-1234", "abcd-1234"),
        ("a" * 128, "a" * 128),
        ("a" * 1024, "a" * 128),
        ("a" * 1025, None),
        ("short", None),
        ("white space", None),
        ("semi;colon", None),
        (None, None),
    ],
    ids=lambda value: f"{len(value)} characters" if value else "nothing",
)
@pytest.mark.parametrize(
    "asked",
    [("GET", "/api/service/status"), ("POST", "/operation/detail", {}), ("GET", "/nowhere")],
    ids=["OK", "ERROR", "nowhere"],
)
def test_an_answer_has_the_callers_word_or_a_new_one(nextstep, asked, sent, told):
    response = nextstep.ask(*asked, headers={HEADER: sent} if sent else {})
    found = response.headers[HEADER]
    assert found == told if told else (found != sent and len(found) == 32)
