"""What operators read of a delivery's workflow: what is told to whom, and nothing of what is said."""

from activities.notifications.delivery_administration import DeliveryReport
from activities.store.delivery_search import subject_and_change


def summary(report: DeliveryReport) -> str:
    """A line: what goes where, and what it tells of."""
    delivery = report.stored
    return f"{delivery.kind} to {report.destination} of the application {delivery.application_id}: {delivery.event_key}"


def details(report: DeliveryReport) -> str:
    """Markdown: the same in full, and what an operator may do."""
    delivery = report.stored
    subject, change = subject_and_change(delivery.event_key)
    return "\n".join(
        (
            f"**{delivery.kind}** to **{report.destination}**, for the application {delivery.application_id}",
            "",
            f"- tells of {subject}{f', its change number {change}' if change else ''}",
            "- was not heard at the first attempt, and is tried again by itself: while it runs, the pending activity tells "
            "attempts, the last error and the next time; to cancel the workflow gives the delivery up",
            f"- `nextstep deliveries show {delivery.delivery_id}` tells attempts, and whether others reach its receiver",
            f"- `nextstep deliveries send {delivery.delivery_id}` sends it again once it has ended; where it was given up, "
            "so does Reset of this workflow, to its first task",
        )
    )
