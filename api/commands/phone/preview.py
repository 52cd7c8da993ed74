"""`nextstep phone preview`: what a phone would show of a template's operation, before there is one."""

from pathlib import Path
from typing import Any

import click

from api.commands.failure import Failed
from api.commands.options import settings_of
from api.commands.tables import as_json, print_facts, print_json
from config import printable


def pairs(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """`name=value` of each. Raises `click.BadParameter`."""
    found = dict[str, str]()
    for text in texts:
        name, mark, value = text.partition("=")
        if not name or not mark:
            raise click.BadParameter("give name=value")
        found[name] = value
    return found


@click.command()
@click.argument("template")
@click.option("--parameter", "parameters", multiple=True, callback=pairs, help="name=value; repeatable.")
@click.option("--language", default="en", show_default=True, help="The reader's.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Texts that are not put yet: the body of PUT /admin/templates/texts/TYPE/LANGUAGE.",
)
@click.option(
    "--files", is_flag=True, help="The templates of the definitions' files, in place of those of the database."
)
@as_json
def preview(
    template: str, parameters: dict[str, str], language: str, file: Path | None, files: bool, as_json: bool
) -> None:
    """Show what a phone would, of an operation of TEMPLATE: all screens, and how each end is told.

    Exit code 1 where the server would refuse an operation with these parameters.
    """
    from api.commands.phone.preview_source import find_source, read_source
    from api.demo.template_preview import NoTexts, TextsInvalid, preview_document

    settings = settings_of("phone")
    if file is None:
        source = find_source(settings, template, files=files)
    else:
        source = read_source(settings, template, file, language, files=files)
    try:
        document = preview_document(source, parameters, language)
    except TextsInvalid as error:
        raise Failed(f"no phone could be shown this: {error}") from None
    except NoTexts as error:
        raise Failed(f"{error}: give some by --file") from None
    if as_json:
        print_json(document)
    else:
        _print(document, language)
    if document["refused"] is not None:
        raise Failed(f"the server would refuse such an operation: {document['refused']}")


def _print(document: dict[str, Any], language: str) -> None:
    from api.demo.mobile_app.words import app_words
    from api.demo.terminal_phone import screens

    operation, words = document["operation"], app_words(language)
    print_facts(
        [
            ("from", document["source"]),
            ("texts in", document["language"]),
            ("signed data", operation["data"]),
            ("approved by", " or ".join(operation["allowedSignatureType"]["variants"]) or "possession"),
            ("missing parameters", ", ".join(document["missing"])),
            ("unknown parameters", ", ".join(document["unknown"])),
        ]
    )
    for heading, lines in (
        ("Before the approval", screens.before_approval(operation, words)),
        ("Approved", screens.after_approval(operation, words)),
        ("Not approved", screens.result(operation, "failure", words)),
        ("Rejected", screens.result(operation, "reject", words)),
    ):
        click.echo()
        click.echo(f"{heading}:")
        for line in lines:
            click.echo(printable.marked(line))
