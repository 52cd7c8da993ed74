"""Operations on a phone: shown screen by screen, approved, rejected, claimed; and the history."""

import hmac
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.demo.mobile_app import screens
from api.demo.mobile_app.words import app_words
from api.webflow.phone.bank import bank
from api.webflow.phone.blueprint import OF_A_PHONE, phone_pages
from api.webflow.phone.desk import held
from api.webflow.phone.factors import with_allowed, with_two_factors
from api.webflow.phone.once import once
from api.webflow.phone.pairs import pairs
from api.webflow.phone.problems import PhoneProblem
from api.webflow.texts import language

_OPERATION = f"{OF_A_PHONE}/operations/<path:operation_id>"
# The published apps' reasons.
_REASONS = ("INCORRECT_DATA", "UNEXPECTED_OPERATION", "UNKNOWN")
_LONGEST_REASON = 64


@phone_pages.get(_OPERATION)
def operation(name: str, operation_id: str) -> str:
    """One screen after another (`screen`, from 0 on), then the form."""
    with held(name) as app:
        shown = app.detail(operation_id)
    words = app_words(language())
    before = screens.screens_before(shown.content, words)
    number = max(0, request.args.get("screen", 0, int))
    context = {"name": name, "operation": shown.content, "number": number, "reasons": _REASONS}
    if number < len(before):
        return render_template("phone/before.html", screen=before[number], **context)
    return render_template(
        "phone/form.html",
        form=screens.form(shown.content, words, shown.server_time),
        words=words,
        needs_scan=screens.needs_scan(shown.content),
        allowed=shown.content["allowedSignatureType"],
        **context,
    )


@phone_pages.post(f"{_OPERATION}/approve")
@once
def approve(name: str, operation_id: str) -> Any:
    """Signs what was shown, and nothing else."""
    words, sent = app_words(language()), dict[str, Any]()
    try:
        with held(name) as app:
            found = app.detail(operation_id).content
            if not hmac.compare_digest(found["data"].encode(), request.form.get("data", "").encode()):
                raise PhoneProblem("phone.changed", 409)
            factors = with_allowed(app.phone, found, request.form)
            sent = found
            app.approve(found, factors, request.form.get("otp") or None)
    except PhoneProblem as problem:
        if not sent:
            raise
        screen = screens.result(sent, "failure", words)
        context = {"name": name, "screen": screen, "problem": problem, "operation": sent}
        return render_template("phone/after.html", **context), problem.status
    return render_template("phone/after.html", name=name, screen=screens.screen_after(found, words), is_good=True)


@phone_pages.post(f"{_OPERATION}/reject")
@once
def reject(name: str, operation_id: str) -> str:
    """No, which takes no PIN."""
    with held(name) as app:
        found = app.detail(operation_id).content
        app.reject(operation_id, request.form.get("reason", "UNKNOWN")[:_LONGEST_REASON])
    screen = screens.result(found, "reject", app_words(language()))
    return render_template("phone/after.html", name=name, screen=screen, is_good=False)


@phone_pages.post(f"{OF_A_PHONE}/claims")
@once
def claim(name: str) -> Response:
    """An operation that was nobody's, by what its QR code holds."""
    operation_id = request.form.get("id", "").strip()
    if not operation_id:
        raise PhoneProblem("phone.trouble.no_operation")
    with held(name) as app:
        app.claim(operation_id)
    return redirect(url_for("phone.operation", name=name, operation_id=operation_id), 303)


@phone_pages.post(f"{OF_A_PHONE}/history")
def history(name: str) -> str:
    """All of the user's, however they ended; by the PIN."""
    with held(name) as app:
        found = app.history(with_two_factors(app.phone, request.form)).content
    return render_template("phone/history.html", name=name, operations=found)


@phone_pages.post(f"{OF_A_PHONE}/questions")
@once
def ask(name: str) -> Any:
    """The bank asks the phone's user; with `qr` the text that a phone without a network scans is shown."""
    with held(name) as app:
        registration_id = app.phone.activation_id
    user = bank().user_of(registration_id)
    if user is None:
        raise PhoneProblem("phone.trouble.unknown_phone")
    template, parameters = request.form.get("template", "").strip(), pairs(request.form.get("parameters", ""))
    operation_id = bank().ask(user, template, parameters, language())
    if "qr" in request.form:
        return render_template("phone/offline.html", name=name, qr_text=bank().qr_text(operation_id, registration_id))
    return redirect(url_for("phone.show", name=name), 303)
