"""Where the commands about flows find them: in the database, or in the files of definitions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.commands.failure import Failed
from api.commands.opened_definitions import open_definitions, place_of
from api.commands.sealed_database import is_there
from config.settings import Settings

if TYPE_CHECKING:
    from activities.store.definitions import StoredDefinitions
    from config.definitions.templates import OperationTemplate
    from workflows.operation.model import Flow


_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class FlowSource:
    """Definitions and templates, and the place that they are of, for a person to read."""

    place: str
    definitions: "StoredDefinitions"
    templates: "dict[str, OperationTemplate]"

    def flow(self, name: str, settings: Settings) -> "Flow":
        """As a new operation of this name would get it. Raises `Failed`."""
        from config.refused import Refused
        from workflows.operation.client.pinned_flows import flow_of

        known = sorted({*self.definitions.operations, *self.definitions.steps})
        if name not in known:
            raise Failed(f"there is no flow {name} in {self.place}; there are: {', '.join(known) or 'none'}")
        try:
            return flow_of(self.definitions, name, settings.operation_lifetime)
        except Refused as refused:
            raise Failed(f"{refused.detail}, so that it can never be created") from None

    def template_flow(self, name: str) -> "Flow":
        """As a new operation of this template would get it. Raises `Failed`."""
        from workflows.operation import template_flow

        template = self.templates.get(name)
        if template is None:
            known = ", ".join(sorted(self.templates)) or "none"
            raise Failed(f"there is no template {name} in {self.place}; there are: {known}")
        return template_flow.flow(
            template.operation_type,
            max_failure_count=template.max_failure_count,
            lifetime_ms=template.expiration * 1000,
        )


def pinned_flow(settings: Settings, operation_id: str) -> "Flow":
    """The flow that an operation was created with, whatever has become of the definitions since. Raises `Failed`."""
    from temporalio.service import RPCError, RPCStatusCode

    from activities.secrets.sealing import Unsealable
    from workflows.operation.messages import StartOperation
    from workflows.temporal.client import EngineUnavailable, Temporal
    from workflows.temporal.cluster import cluster_of
    from workflows.temporal.identifiers import of_operation
    from workflows.temporal.transport import read_input

    try:
        found = Temporal(settings).call(
            lambda client: read_input(client, of_operation(operation_id), StartOperation), _SECONDS
        )
    except EngineUnavailable as error:
        if isinstance(error.__cause__, Unsealable):
            raise Failed(f"{operation_id}: {error.__cause__}") from None
        raise Failed(f"Temporal at {cluster_of(settings).address}: {error}; run this again") from None
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise Failed(f"{operation_id}: Temporal does not know it, or no more") from None
    return found.flow


def find_source(settings: Settings, *, files: bool) -> FlowSource:
    """The database's, which rules once it is there; else, or if asked for, the files'. Raises `Failed`."""
    if files or not is_there(settings):
        return _of_files(settings)

    from activities.store import definitions, operation_templates

    with open_definitions(settings, "flows") as database, database.read() as session:
        known = definitions.read(session)
        templates = operation_templates.list_templates(session)
    return FlowSource(place_of(settings), known, {one.template_name: one for one in templates})


def _of_files(settings: Settings) -> FlowSource:
    from activities.store.shipped import as_stored
    from config.definitions.load import SHIPPED, DefinitionsInvalid, load

    try:
        found = load(settings.definitions)
    except DefinitionsInvalid as error:
        raise Failed(str(error)) from None
    place = f"the files in {settings.definitions or SHIPPED}"
    return FlowSource(place, as_stored(found), {one.template_name: one for one in found.operation_templates})
