"""A phone without a network: a QR code's text in, digits out."""

from flask import render_template, request

from api.demo.device import offline as codes
from api.demo.device.failures import Untrusted
from api.webflow.phone.blueprint import OF_A_PHONE, phone_pages
from api.webflow.phone.desk import held
from api.webflow.phone.factors import with_two_factors
from api.webflow.phone.problems import PhoneProblem

_PATH = f"{OF_A_PHONE}/offline"


@phone_pages.get(_PATH)
def offline(name: str) -> str:
    """Where the text goes."""
    return render_template("phone/offline.html", name=name, qr_text="")


@phone_pages.post(_PATH)
def scan(name: str) -> str:
    """What the text asks; once the PIN is typed, the digits that approve it."""
    # Forms end lines by CR and LF, and a QR code by LF.
    text = request.form.get("qr", "").replace("\r\n", "\n").removesuffix("\n")
    code = None
    with held(name) as app:
        phone, scanned = app.phone, codes.parse(text)
        try:
            phone.verify_offline(scanned)
        except Untrusted:
            raise PhoneProblem("phone.foreign_code") from None
        if "pin" in request.form:
            factors = with_two_factors(phone, request.form)
            code = phone.offline_code(text, factors)
    return render_template("phone/scanned.html", name=name, qr_text=text, scanned=scanned, code=code)
