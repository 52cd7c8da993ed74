"""The Next Step door itself, for its resources to declare their endpoints on."""

from api.http.blueprint import ApiBlueprint
from api.nextstep.errors import TABLE

api = ApiBlueprint("nextstep", "/powerauth-nextstep", TABLE)
