"""What operations carry and nothing decides about: the user's input and the application's context (`nextstep.md` §2.7, §5)."""

from typing import Any

from api.formdata.user_input import merge_user_input
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import UpdateApplicationContextRequest, UpdateFormDataRequest
from api.nextstep.operations import application_text
from api.services import services
from config import exact_json
from config.exact_json import write
from config.reasons import Reason
from config.refused import Refused


@api.endpoint(
    "PUT /operation/formData",
    "POST /operation/formData/update",
    tag="Operations",
    request=UpdateFormDataRequest(),
    errors=("OPERATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_form_data(change: dict[str, Any]) -> None:
    """Add what the user entered to the operation's form; an operation without one has no place for it."""
    entries = change["form_data"]["userInput"]

    def merge(form_data: str | None) -> str:
        if form_data is None:
            raise Refused(Reason.REQUEST_INVALID, "the operation has no form")
        return write(merge_user_input(exact_json.read(form_data), entries))

    services().gateway.amend_form(change["operation_id"], merge)


@api.endpoint(
    "PUT /operation/application",
    "POST /operation/application/update",
    tag="Operations",
    request=UpdateApplicationContextRequest(),
    errors=("OPERATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def update_application_context(change: dict[str, Any]) -> None:
    """Replace the context of the application on whose behalf the operation runs."""
    services().gateway.amend(change["operation_id"], application=application_text(change["application_context"]))
