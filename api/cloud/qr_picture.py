"""The text of a QR code, drawn as an image where a caller's `Accept` asks for one."""

import io

import segno
from flask import request

from api.http.endpoint import Media

SVG, PNG = "image/svg+xml", "image/png"
_JSON = "application/json"
# Modules of so many pixels, with the margin that scanners need.
_SCALE, _MARGIN = 6, 4


def preferred_type() -> str | None:
    """The type of image that the current request prefers to JSON; null where it is content with JSON."""
    best = request.accept_mimetypes.best_match([_JSON, SVG, PNG])
    return best if best in (SVG, PNG) else None


def draw(text: str, content_type: str) -> Media:
    """The image of a text that a QR code can hold (`offline_qr.MAX_BYTES`)."""
    code = segno.make_qr(text, error="l", encoding="utf-8")
    image = io.BytesIO()
    code.save(image, kind="svg" if content_type == SVG else "png", scale=_SCALE, border=_MARGIN)
    return Media(content_type, image.getvalue())
