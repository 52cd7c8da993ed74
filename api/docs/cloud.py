"""What is said of the PowerAuth Cloud door beyond its declarations."""

from api.docs import inbox_examples
from api.docs.material import Material

MATERIAL = Material(
    title="PowerAuth Cloud",
    tags={"Inbox": "Messages that users read in their applications."},
    repeatable=frozenset({"send_message"}),
    requests={"send_message": {"a message": inbox_examples.SENT}},
    answers={"send_message": {"the message": inbox_examples.POSTED}},
    reasons={"ERROR_INBOX_NOT_FOUND": "There is no application to show the message in"},
)
