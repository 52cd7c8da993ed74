"""What must hold between templates of operations and their texts: nothing twice, nothing that is never shown."""

from collections.abc import Iterator

from config.definitions.rules import twice
from config.definitions.source import DefinitionProblem
from config.definitions.tables import Placed
from config.definitions.templates import OperationTemplate, PushDefinition, TextsDefinition


def check_templates(
    templates: list[Placed[OperationTemplate]],
    texts: list[Placed[TextsDefinition]],
    pushes: list[Placed[PushDefinition]],
) -> Iterator[DefinitionProblem]:
    """Templates: one a name, with texts of their operation type and a push; no push without a template.

    Texts without a template are fine: operations of web flows reach the phone too.
    """
    yield from twice(templates, lambda template: template.template_name, "", "the template")
    yield from twice(texts, lambda text: text.operation_type, "", "the operation type")
    yield from twice(pushes, lambda push: push.template_name, "", "the push of template")
    with_texts, with_push_texts = (
        {text.operation_type for text, _, _ in texts},
        {push.template_name for push, _, _ in pushes},
    )
    for template, source, path in templates:
        if template.operation_type not in with_texts:
            yield source.problem(
                (*path, "operation_type"),
                f"there are no operation_texts of {template.operation_type}: phones would not show it",
            )
        if template.template_name not in with_push_texts:
            yield source.problem(path, f"there are no push_texts of {template.template_name}")
    names = {template.template_name for template, _, _ in templates}
    for push, source, path in pushes:
        if push.template_name not in names:
            yield source.problem(path, f"there is no operation template {push.template_name}")
