"""The Next Step API itself, for its resources to declare their endpoints on."""

from api.http.blueprint import ApiBlueprint
from api.nextstep.admission import admit
from api.nextstep.errors import TABLE
from api.services import services

api = ApiBlueprint("nextstep", "/powerauth-nextstep", TABLE, admit=admit, repetitions=lambda: services().repetitions)
