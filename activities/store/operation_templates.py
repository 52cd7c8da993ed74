"""Templates of operations and their texts, as administrators change them (`powerauth-protocol.md` §9.2).

Operations copy what they need when they are created, so that a change holds for new ones.
"""

import json
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import select

from activities.store.columns import columns
from activities.store.database import Database, Session
from activities.store.tables import OperationTemplateRow, OperationTextRow, TemplateTextRow
from activities.store.template_columns import attributes_column, attributes_of, result_texts_column, result_texts_of
from config import exact_json
from config.definitions.templates import OperationTemplate, PushTexts, TemplateTexts
from config.reasons import Reason
from config.refused import Refused

_TEMPLATE: Table = OperationTemplateRow.__table__  # type: ignore[attr-defined]
_TEXT: Table = OperationTextRow.__table__  # type: ignore[attr-defined]
_PUSHED: Table = TemplateTextRow.__table__  # type: ignore[attr-defined]
# Rows as objects cost several times more, and each operation that is created reads some.
_ONE = select_columns(_TEMPLATE).where(_TEMPLATE.c.template_name == bindparam("name"))
_ALL = select_columns(_TEMPLATE).order_by(_TEMPLATE.c.template_name)
_TEXTS = select_columns(_TEXT).where(_TEXT.c.operation_type == bindparam("type")).order_by(_TEXT.c.language)
_PUSH_TEXTS = select_columns(_PUSHED).where(_PUSHED.c.template_name == bindparam("name")).order_by(_PUSHED.c.language)


def find(session: Session, template_name: str) -> OperationTemplate | None:
    """The template, or null."""
    row = session.run(_ONE, {"name": template_name}).first()
    return None if row is None else _template(_named(_TEMPLATE, row))


def list_templates(session: Session) -> list[OperationTemplate]:
    """All templates, by name."""
    return [_template(_named(_TEMPLATE, row)) for row in session.run(_ALL)]


def put(session: Session, template: OperationTemplate) -> None:
    """Store a template, new or changed."""
    values = columns(template)
    session.orm.merge(
        OperationTemplateRow(**values | {"signature_types": exact_json.write(values.pop("signature_type"))})
    )


def remove(session: Session, template_name: str) -> None:
    """Remove a template with its push texts. Raises `Refused` TEMPLATE_NOT_FOUND where there is none."""
    row = session.orm.get(OperationTemplateRow, template_name)
    if row is None:
        raise Refused(Reason.TEMPLATE_NOT_FOUND, "Template not found")
    session.orm.delete(row)
    for text in session.orm.exec(select(TemplateTextRow).where(TemplateTextRow.template_name == template_name)):
        session.orm.delete(text)


def find_described(session: Session) -> tuple[set[str], set[str]]:
    """The operation types that have texts, and the templates that have push texts."""
    types = session.orm.exec(select(OperationTextRow.operation_type).distinct())
    pushed = session.orm.exec(select(TemplateTextRow.template_name).distinct())
    return set(types), set(pushed)


def texts(session: Session, operation_type: str) -> list[TemplateTexts]:
    """How operations of the type are shown, in every language that has texts. Raises `TextsDamaged`."""
    rows = [_named(_TEXT, row) for row in session.run(_TEXTS, {"type": operation_type})]
    return [
        TemplateTexts(
            **row
            | {
                "result_texts": result_texts_of(row["result_texts"]),
                "attributes": attributes_of(row["attributes"]),
            }
        )
        for row in rows
    ]


def put_texts(session: Session, words: TemplateTexts) -> None:
    """Store how operations of a type are shown in a language."""
    session.orm.merge(
        OperationTextRow(
            operation_type=words.operation_type,
            language=words.language,
            title=words.title,
            message=words.message,
            result_texts=result_texts_column(words.result_texts),
            attributes=attributes_column(words.attributes),
            ui=words.ui,
        )
    )


def remove_texts(session: Session, operation_type: str, language: str) -> None:
    """Remove the texts of a type in a language. Raises `Refused` TEXTS_NOT_FOUND where there are none."""
    row = session.orm.get(OperationTextRow, (operation_type, language))
    if row is None:
        raise Refused(Reason.TEXTS_NOT_FOUND, "Texts not found")
    session.orm.delete(row)


def push_texts(session: Session, template_name: str) -> list[PushTexts]:
    """What is pushed, and shown offline, of the template's operations, in every language that has texts."""
    return [PushTexts(**_named(_PUSHED, row)) for row in session.run(_PUSH_TEXTS, {"name": template_name})]


def put_push_texts(session: Session, words: PushTexts) -> None:
    """Store what is pushed of a template's operations in a language."""
    session.orm.merge(TemplateTextRow(**columns(words)))


def load_shipped(
    database: Database,
    templates: list[OperationTemplate],
    shipped_texts: list[TemplateTexts],
    shipped_push_texts: list[PushTexts],
) -> bool:
    """Store what ships, in a database that has no template; says whether it did. Repeatable, also by several at once."""
    with database.write() as session:
        if session.orm.exec(select(OperationTemplateRow).limit(1)).first() is not None:
            return False
        for template in templates:
            put(session, template)
        for words in shipped_texts:
            put_texts(session, words)
        for texts_of_template in shipped_push_texts:
            put_push_texts(session, texts_of_template)
    return True


def _template(row: dict[str, Any]) -> OperationTemplate:
    return OperationTemplate(signature_type=tuple(json.loads(row.pop("signature_types"))), **row)


def _named(table: Table, row: Any) -> dict[str, Any]:
    """A row of the table's columns, by their names."""
    return dict(zip(table.c.keys(), row, strict=True))
