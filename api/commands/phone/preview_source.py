"""What a preview is made of: a template and its texts, of the database, of definitions, or of a file not put yet."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from api.commands.opened_definitions import open_definitions, place_of
from api.commands.sealed_database import is_there
from config.settings import Settings

if TYPE_CHECKING:
    from api.demo.template_preview import PreviewSource
    from config.definitions.templates import OperationTemplate, TemplateTexts

_MAX_BYTES = 1_048_576
_FACTORS = ("possession_knowledge", "possession_biometry")


def find_source(settings: Settings, name: str, *, files: bool) -> "PreviewSource":
    """As the server has it; else, or if asked for, as definitions do. Raises `Failed`."""
    return _of_files(settings, name) if files or not is_there(settings) else _of_database(settings, name)


def read_source(settings: Settings, name: str, file: Path, language: str, *, files: bool) -> "PreviewSource":
    """Texts of one language out of a file: the body of `PUT /admin/templates/texts/{type}/{language}`.

    The template is the one that there is of this name, or one that asks for two factors and no parameter. Raises `Failed`.
    """
    from api.demo.template_preview import PreviewSource

    try:
        known = find_source(settings, name, files=files).template
    except Failed:
        known = _stand_in(name)
    return PreviewSource(str(file), known, [_texts_of(file, known.operation_type, language)])


def _of_database(settings: Settings, name: str) -> "PreviewSource":
    from activities.store import operation_templates
    from activities.store.template_columns import TextsDamaged
    from api.demo.template_preview import PreviewSource

    place = place_of(settings)
    try:
        with open_definitions(settings, "templates") as database, database.read() as session:
            found = operation_templates.find(session, name)
            if found is None:
                known = [one.template_name for one in operation_templates.list_templates(session)]
                raise _unknown(name, place, known)
            texts = operation_templates.texts(session, found.operation_type)
            pushes = operation_templates.push_texts(session, name)
    except TextsDamaged as error:
        raise Failed(f"the texts of {name} are damaged: {error}; put them anew") from None
    return PreviewSource(place, found, texts, pushes)


def _of_files(settings: Settings, name: str) -> "PreviewSource":
    from activities.templates.words import TextsMissing, operation_texts, push_texts
    from api.demo.template_preview import PreviewSource
    from config.definitions.load import SHIPPED, DefinitionsInvalid, load
    from locales.catalogs import Catalogs

    place = f"the files in {settings.definitions or SHIPPED}"
    try:
        definitions, catalogs = load(settings.definitions), Catalogs(settings.catalogs)
        found = {one.template_name: one for one in definitions.operation_templates}
        if name not in found:
            raise _unknown(name, place, sorted(found))
        texts = [
            one for one in operation_texts(definitions, catalogs) if one.operation_type == found[name].operation_type
        ]
        pushes = [one for one in push_texts(definitions, catalogs) if one.template_name == name]
    except (DefinitionsInvalid, TextsMissing) as error:
        raise Failed(str(error)) from None
    return PreviewSource(place, found[name], texts, pushes)


def _unknown(name: str, place: str, names: Sequence[str]) -> Failed:
    return Failed(f"there is no template {name} in {place}; there are: {', '.join(names) or 'none'}")


def _stand_in(name: str) -> "OperationTemplate":
    from config.definitions.templates import OperationTemplate

    return OperationTemplate(name, name, "A2", _FACTORS, 5, 300, "", False, True)


def _texts_of(file: Path, operation_type: str, language: str) -> "TemplateTexts":
    from api.demo.template_preview import TextsInvalid, read_texts

    try:
        with file.open("rb") as opened:
            content = opened.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise Failed(f"{file} is longer than {_MAX_BYTES} bytes")
        return read_texts(content, operation_type, language)
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}") from None
    except TextsInvalid as error:
        raise Failed("\n".join(f"{file}: {line}" for line in str(error).splitlines())) from None
