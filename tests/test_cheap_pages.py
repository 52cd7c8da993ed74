"""Templates are compiled once, and anew where they are others."""

from flask import Flask, render_template
from jinja2 import DictLoader, Environment


def said(text):
    """What a page says that is made of this text by an application of its own."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": text})
    with app.app_context():
        return render_template("page.html", word="<b>")


def test_applications_share_what_was_compiled_and_no_page(monkeypatch):
    compiled, compile_template = [], Environment.compile

    def compile_counted(environment, source, *more):
        compiled.append(source)
        return compile_template(environment, source, *more)

    monkeypatch.setattr(Environment, "compile", compile_counted)
    assert [said(text) for text in ("one {{ word }}", "one {{ word }}", "other {{ word }}")] == [
        "one &lt;b&gt;", "one &lt;b&gt;", "other &lt;b&gt;",
    ]  # fmt: skip
    assert compiled == ["one {{ word }}", "other {{ word }}"]
