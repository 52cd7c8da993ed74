"""Who may call by an access token of the bank's identity provider: nobody is known here, what the token grants holds.

A right token waits for nothing: it cannot be guessed. What is wrong is counted at its address as wrong passwords are, and has to
wait as they do; so whoever sends rubbish fills neither the audit nor the log.
"""

from dataclasses import dataclass

from activities.access_tokens.grants import FLOWS, applications, roles
from activities.access_tokens.refused import TokenRefused
from activities.access_tokens.verification import AccessToken, AccessTokens
from activities.accounts.login_throttle import LoginBrakes
from activities.accounts.told_logins import ToldLogins
from activities.audit import origin, unproved
from activities.store import applications as store
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Database
from config.actors import NOBODY, token_bearer
from config.vocabulary import Role


@dataclass(frozen=True, slots=True)
class TokenBearer:
    """Who bears a token. `name`: as the audit has it; `applications`: the ids of those granted that there are, in their order;
    `flows`: the Next Step API is granted.
    """

    name: str
    roles: frozenset[Role]
    applications: tuple[str, ...]
    flows: bool


class TokenLogins:
    """One per process; safe for threads."""

    def __init__(self, database: Database, tokens: AccessTokens, brakes: LoginBrakes) -> None:
        self.tokens = tokens
        self._database = database
        self._brakes = brakes
        self._logins = ToldLogins()

    def authenticate(self, text: str) -> TokenBearer:
        """Who bears the token. Raises `TokenRefused`, `TooMany` for a wrong one, `ProviderUnavailable`, `StoreUnavailable`."""
        try:
            token = self.tokens.verify(text)
        except TokenRefused as refused:
            self._count_wrong(refused)
            raise
        found = TokenBearer(
            token_bearer(token.subject),
            roles(token.grants),
            self._existing(applications(token.grants)),
            FLOWS in token.grants,
        )
        login = f"{found.name}\0{token.client_id}\0{origin.current().address}"
        if self._logins.is_news(login):
            self._record(found.name, OK, token)
            self._logins.remember(login)
        return found

    def record_kept_out(self, bearer: TokenBearer, reason: str) -> None:
        """Tell the audit, once in a while, that a right token did not grant what was asked for."""
        login = f"{bearer.name}\0{reason}"
        if self._logins.is_news(login):
            self._record(bearer.name, reason)
            self._logins.remember(login)

    def _record(self, name: str, result: str, token: AccessToken | None = None) -> None:
        details = {"issuer": self.tokens.rules.issuer}
        if token is not None:
            details |= {"subject": token.subject} | ({"clientId": token.client_id} if token.client_id else {})
        with origin.act_as(name), self._database.write() as session:
            trail.record(session, Event(Action.LOGIN, result, details=details))

    def _count_wrong(self, refusal: TokenRefused) -> None:
        address = origin.current().address
        self._brakes.check_address(address)
        with origin.act_as(NOBODY), self._database.write() as session:
            details = {"failures": self._brakes.count_address_failure(session, address)}
            unproved.record(session, Event(Action.LOGIN, refusal.failure, details=details), None)

    def _existing(self, grants: frozenset[str]) -> tuple[str, ...]:
        """What is granted of applications that there are: the others are nobody's."""
        return tuple(one for one in store.existing(self._database) if one in grants) if grants else ()
