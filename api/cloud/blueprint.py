"""The PowerAuth Cloud API itself, for its resources to declare their endpoints on (`mobile-and-cloud.md` §3)."""

from api.cloud.authentication import admit
from api.cloud.errors import TABLE
from api.cloud.four_eyes import approval
from api.http.blueprint import ApiBlueprint, JsonEnvelope
from api.services import services
from config.actors import NOBODY

api = ApiBlueprint(
    "cloud",
    "/powerauth-cloud",
    TABLE,
    envelope=JsonEnvelope(request=False, answer=False, null=False),
    documentation="/swagger-ui/index.html",
    lenient=True,
    surplus=True,
    admit=admit,
    actor=NOBODY,
    approval=approval,
    repetitions=lambda: services().repetitions,
)
