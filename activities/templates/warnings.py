"""What is amiss with a template and not refused: told when it is put and read, and by `nextstep check`."""

from collections.abc import Collection

from activities.templates import offline
from activities.templates.readable_data import OperationDataInvalid, is_zero
from config.definitions.templates import OperationTemplate


def warnings_of(
    template: OperationTemplate, types_with_texts: Collection[str], with_push_texts: Collection[str]
) -> list[str]:
    """One sentence each. `types_with_texts`: operation types; `with_push_texts`: names of templates."""
    found = []
    try:
        offline.check(template)
    except OperationDataInvalid as error:
        found.append(f"Phones cannot read its offline codes: {error}.")
    if offline.takes_codes(template.signature_type) and is_zero(template.data_template):
        found.append(
            "Apps made with the SDK for JavaScript cannot read its offline codes: the number of its data is 0."
        )
    if template.operation_type not in types_with_texts:
        found.append(
            f"The operation type {template.operation_type} has no texts: operations are refused, no phone shows them."
        )
    if template.template_name not in with_push_texts:
        found.append("The template has no push texts: pushes and offline codes say its operation type only.")
    return found
