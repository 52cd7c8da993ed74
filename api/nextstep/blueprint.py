"""The Next Step door itself, for its resources to declare their endpoints on."""

from api.http.blueprint import Door
from api.nextstep.errors import TABLE

door = Door("nextstep", "/powerauth-nextstep", TABLE)
