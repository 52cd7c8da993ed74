"""Answers with a tag, to callers that make what they ask for depend on it."""

from flask import request

from api.http.application import ApiApplication
from api.http.entity_tag import conditional, entity_tag
from api.http.json_answer import JsonAnswer
from tests.rows import each_row

_ANSWER = {"operationId": "1"}
_STRONG = f'"{entity_tag(_ANSWER)}"'
_TAG = f"W/{_STRONG}"
# As gateways that compress answers have them from us, and hand them on: nginx, HAProxy and Envoy; Apache; Caddy.
_OF_GATEWAYS = [
    _TAG,
    _STRONG,
    *(f'{tag[:-1]}-{coding}"' for tag in (_TAG, _STRONG) for coding in ("gzip", "br", "zstd")),
]


def _by_werkzeug():
    answer = JsonAnswer("{}", 200)
    answer.set_etag(entity_tag(_ANSWER), weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


_APP = ApiApplication("tried", static_folder=None)
_APP.add_url_rule("/ours", "ours", lambda: conditional(JsonAnswer("{}", 200), _ANSWER))
_APP.add_url_rule("/werkzeugs", "werkzeugs", _by_werkzeug)


def _answered(path, headers, verb):
    """But for the date, which the server writes itself."""
    response = _APP.test_client().open(path, headers=headers, method=verb)
    return response.status, [field for field in response.headers.to_wsgi_list() if field[0] != "Date"], response.data


@each_row(
    "headers",
    [
        {},
        *(
            {name: value}
            for name in ("If-None-Match", "If-Match", "If-Range")
            for value in (_TAG, _STRONG, '"another"', f'"another", {_TAG}', "*", "", "no tag")
        ),
        {"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"Range": "bytes=0-0"},
        {"Range": "bytes=0-0", "If-Range": _TAG},
        {"If-None-Match": _TAG, "If-Match": '"another"'},
    ],
    ids=repr,
)
def test_an_answer_depends_on_what_werkzeug_makes_it_depend_on(headers):
    for verb in ("GET", "HEAD"):
        assert _answered("/ours", headers, verb) == _answered("/werkzeugs", headers, verb)


@each_row(
    "known, status",
    [
        *((tag, 304) for tag in _OF_GATEWAYS),
        (f'"another", {_OF_GATEWAYS[2]}', 304),
        ("*", 304),
        ('"another"', 200),
        ('"another-gzip"', 200),
    ],
)
def test_who_knows_the_answer_is_told_so(known, status):
    assert _answered("/ours", {"If-None-Match": known}, "GET")[0].startswith(str(status))


def test_a_tag_is_one_that_gateways_let_through_when_they_compress():
    assert dict(_answered("/ours", {}, "GET")[1])["ETag"] == _TAG
