"""Templates and their texts as administrators see and change them."""

from dataclasses import dataclass

from activities.store import operation_templates as store
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.template_columns import TextsDamaged
from activities.templates.asked import Parameter, parameters_of
from activities.templates.warnings import warnings_of
from config.definitions.templates import OperationTemplate, PushTexts, TemplateTexts
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class AdministeredTemplate:
    """A template, and what is amiss with it."""

    template: OperationTemplate
    warnings: tuple[str, ...]


class TemplateAdministration:
    """One per process; safe for threads. What is not there is `Refused` TEMPLATE_NOT_FOUND or TEXTS_NOT_FOUND."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_templates(self) -> list[AdministeredTemplate]:
        """All templates, by name."""
        with self._database.read() as session:
            with_texts, with_push_texts = store.find_described(session)
            return [
                AdministeredTemplate(one, tuple(warnings_of(one, with_texts, with_push_texts)))
                for one in store.list_templates(session)
            ]

    def list_parameters(self) -> list[tuple[OperationTemplate, list[Parameter]]]:
        """All templates, by name, each with the parameters of its operations."""
        with self._database.read() as session:
            return [
                (one, parameters_of(one, _readable(session, one), store.push_texts(session, one.template_name)))
                for one in store.list_templates(session)
            ]

    def get(self, template_name: str) -> AdministeredTemplate:
        """A template."""
        with self._database.read() as session:
            found = store.find(session, template_name)
            described = store.find_described(session)
        if found is None:
            raise Refused(Reason.TEMPLATE_NOT_FOUND, "Template not found")
        return AdministeredTemplate(found, tuple(warnings_of(found, *described)))

    def put(self, template: OperationTemplate) -> AdministeredTemplate:
        """Store a template, new or changed."""
        with self._database.write() as session:
            store.put(session, template)
            described = store.find_described(session)
            _audit(session, Action.TEMPLATE_PUT, template=template.template_name)
        return AdministeredTemplate(template, tuple(warnings_of(template, *described)))

    def remove(self, template_name: str) -> None:
        """Remove a template; operations that were made from it stay as they are."""
        with self._database.write() as session:
            store.remove(session, template_name)
            _audit(session, Action.TEMPLATE_REMOVE, template=template_name)

    def texts(self, operation_type: str, language: str) -> TemplateTexts:
        """How operations of a type are shown in a language. Raises `TextsDamaged`."""
        with self._database.read() as session:
            every = store.texts(session, operation_type)
        found = next((one for one in every if one.language == language), None)
        if found is None:
            raise Refused(Reason.TEXTS_NOT_FOUND, "Texts not found")
        return found

    def put_texts(self, texts: TemplateTexts) -> None:
        """Store how operations of a type are shown in a language."""
        with self._database.write() as session:
            store.put_texts(session, texts)
            _audit(session, Action.TEMPLATE_PUT, texts=texts.operation_type, language=texts.language)

    def remove_texts(self, operation_type: str, language: str) -> None:
        """Remove the texts of a type in a language."""
        with self._database.write() as session:
            store.remove_texts(session, operation_type, language)
            _audit(session, Action.TEMPLATE_REMOVE, texts=operation_type, language=language)

    def put_push_texts(self, texts: PushTexts) -> None:
        """Store what is pushed of a template's operations in a language."""
        with self._database.write() as session:
            if store.find(session, texts.template_name) is None:
                raise Refused(Reason.TEMPLATE_NOT_FOUND, "Template not found")
            store.put_push_texts(session, texts)
            _audit(session, Action.TEMPLATE_PUT, template=texts.template_name, language=texts.language)


def _readable(session: Session, template: OperationTemplate) -> list[TemplateTexts]:
    """The texts of the template's type; none where a row of them cannot be read."""
    try:
        return store.texts(session, template.operation_type)
    except TextsDamaged:
        return []


def _audit(session: Session, action: Action, **details: str) -> None:
    trail.record(session, Event(action, details=details))
