"""Where the pages of phones are, and what they show where something goes wrong."""

from flask import Blueprint, render_template, request

from api.webflow.phone.problems import PhoneProblem

phone_pages = Blueprint("phone", __name__)
OF_A_PHONE = "/phones/<name>"


@phone_pages.errorhandler(PhoneProblem)
def told(problem: PhoneProblem) -> tuple[str, int]:
    """What the user is shown of it."""
    name = (request.view_args or {}).get("name")
    return render_template("phone/problem.html", problem=problem, name=name), problem.status
