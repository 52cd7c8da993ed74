"""One phone: what its app shows at first; blocked, removed, forgotten."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from api.demo.mobile_app import blocking
from api.demo.mobile_app.troubles import trouble_of
from api.webflow.front import front
from api.webflow.phone.blueprint import OF_A_PHONE, phone_pages
from api.webflow.phone.desk import held, phones
from api.webflow.phone.factors import with_two_factors
from api.webflow.phone.once import once
from api.webflow.phone.pairs import EXAMPLE
from api.webflow.phone.problems import of_the_line, problem_of


@phone_pages.get(OF_A_PHONE)
def show(name: str) -> str:
    """What the app shows when it is opened, and what the bank could ask."""
    with held(name) as app:
        status = app.phone.status()
        trouble = trouble_of(status)
        waiting = app.waiting().content if trouble is None else []
        unread = app.unread() if trouble is None else 0
        phone, profile = app.phone, app.phone.profile
    return render_template(
        "phone/home.html",
        name=name,
        status=status,
        problem=trouble and problem_of(trouble),
        waiting=waiting,
        unread=unread,
        phone=phone,
        profile=profile,
        has_bank=profile.server == front().installation.api,
        parameters=EXAMPLE,
    )


@phone_pages.post(f"{OF_A_PHONE}/block")
@once
def block(name: str) -> Response:
    """As a thief would."""
    with held(name) as app:
        blocking.block(app.phone)
    return _to(name)


@phone_pages.post(f"{OF_A_PHONE}/remove")
@once
def remove(name: str) -> Response:
    """At the server, by the PIN; then the file."""
    with held(name) as app:
        app.phone.remove(with_two_factors(app.phone, request.form))
    return forget(name)


@phone_pages.post(f"{OF_A_PHONE}/forget")
def forget(name: str) -> Response:
    """The file alone, as if the phone was lost."""
    with of_the_line():
        if phones().has(name):
            with phones().open(name) as file:
                file.remove()
    return redirect(url_for("phone.index"), 303)


def _to(name: str) -> Response:
    return redirect(url_for("phone.show", name=name), 303)
