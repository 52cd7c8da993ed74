"""A flow that nobody's phone is asked for, in its rows."""

from activities.store.tables import OperationConfigRow, StepDefinitionRow


def flow_rows(name, steps, *, first_id):
    """Steps: on what, of which method with which result, which method comes next and what the operation's result is."""
    config = OperationConfigRow(
        operation_name=name,
        template_version="A",
        template_id=1,
        mobile_token_enabled=False,
        mobile_token_mode="{}",
        afs_enabled=False,
    )
    definitions = [
        StepDefinitionRow(
            step_definition_id=step_id,
            operation_name=name,
            operation_type=kind,
            request_auth_method=method,
            request_auth_step_result=result,
            response_priority=1,
            response_auth_method=then,
            response_result=outcome,
        )
        for step_id, (kind, method, result, then, outcome) in enumerate(steps, first_id)
    ]
    return [config, *definitions]
