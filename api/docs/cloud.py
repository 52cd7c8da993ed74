"""What is said of the PowerAuth Cloud door beyond its declarations."""

from api.docs import cloud_callbacks, cloud_push
from api.docs.material import Material

MATERIAL = Material(
    title="PowerAuth Cloud",
    tags={"Callbacks": cloud_callbacks.TAG, **cloud_push.TAGS},
    repeatable=frozenset({"send_message"}),
    requests=cloud_push.REQUESTS,
    reasons=cloud_push.REASONS,
    members={**cloud_callbacks.MEMBERS, **cloud_push.MEMBERS},
    describe=(cloud_push.extras,),
)
