"""What a template lacks that may still come: told when it is put and read, and by `nextstep check`."""

from collections.abc import Collection

from config.definitions.templates import OperationTemplate


def warnings_of(template: OperationTemplate, shown: Collection[str], pushed: Collection[str]) -> list[str]:
    """One sentence each. `shown`: the operation types that have texts; `pushed`: the templates that have push texts."""
    found = []
    if template.operation_type not in shown:
        found.append(
            f"The operation type {template.operation_type} has no texts: operations are refused, no phone shows them."
        )
    if template.template_name not in pushed:
        found.append("The template has no push texts: pushes and offline codes say its operation type only.")
    return found
