"""Bodies that are signed: read as the text that the signature covers, and as what they say."""

from typing import Any

from flask import request
from marshmallow import Schema

from api.http.errors import Denied
from api.http.request_parsing import load_or_refuse
from config.strict_json import read


def load_signed_request(schema: Schema) -> tuple[str, dict[str, Any]]:
    """The body's text, and its loaded `requestObject`.

    Raises `JsonInvalid` for what is no proper request. A request without `requestObject`, or without the id of what it is about,
    proves nothing: `Denied` POWERAUTH_AUTH_FAIL (`mobile-and-cloud.md` §1.2, 1).
    """
    body = request.get_data()
    document = read(body)
    inner = document.get("requestObject") if isinstance(document, dict) else None
    if inner is None or (isinstance(inner, dict) and inner.get("id") is None):
        raise Denied("POWERAUTH_AUTH_FAIL")
    return body.decode(), load_or_refuse(schema, inner, "requestObject")
