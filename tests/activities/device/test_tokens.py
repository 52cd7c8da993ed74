"""Tokens in the place of signatures (`powerauth-protocol.md` §6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.device.unauthorized import ProofFailure, Unauthorized
from activities.powerauth import phone_headers
from activities.powerauth.headers import read_token
from activities.powerauth.least_protocol import LeastProtocol
from activities.powerauth.signature_type import SignatureType
from api.demo.device.tokens import PhoneToken
from config.clock import now_ms

POSSESSION = SignatureType.POSSESSION
ANY = frozenset(SignatureType)
HOUR_MS = 3_600_000


@pytest.fixture
def token(home, phone):
    made = home.devices.tokens.create(phone.registration.activation_id, POSSESSION)
    return PhoneToken(made.token_id, made.secret)


@pytest.mark.parametrize("status", ["BLOCKED", "REMOVED", None])
def test_none_is_made_of_a_registration_that_ended_since_it_proved_itself(home, phone, status):
    registration_id = phone.registration.activation_id
    if status:
        home.change(phone, status=status)
    else:
        registration_id = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(Unauthorized):
        home.devices.tokens.create(registration_id, POSSESSION)
    with home.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM token").scalar() == 0


@pytest.fixture
def check(home, phone, token):
    def check(accepted=ANY, of=token, version="3.2", **values):
        phone.version = type(phone.version)(version)
        return home.devices.tokens.check(read_token(phone.token_header(of, **values)["X-PowerAuth-Token"]), accepted)

    return check


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "3.3"])
def test_a_right_token_says_whose_it_is_and_how_it_was_made(phone, check, version):
    bearer = check(version=version)
    assert (bearer.user_id, bearer.application_id, bearer.flags) == ("roman", "mtoken", ("VIP",))
    assert (bearer.registration_id, bearer.signature_type) == (phone.registration.activation_id, POSSESSION)


def test_a_token_serves_many_times_but_a_header_once(check):
    nonce = bytes(range(16))
    check(nonce=nonce)
    check()
    with pytest.raises(Unauthorized) as refused:
        check(nonce=nonce)
    assert refused.value.proof is ProofFailure.TOKEN


@pytest.mark.parametrize(
    ("version", "shift_ms", "accepted"),
    [
        ("3.2", -2 * HOUR_MS + 5_000, True),
        ("3.2", -2 * HOUR_MS - 1, False),
        ("3.0", -2 * HOUR_MS - 1, False),
        ("3.2", 55_000, True),
        ("3.2", 65_000, False),
        ("3.0", 25 * 60_000, True),
        ("3.0", 31 * 60_000, False),
    ],
)
def test_a_timestamp_has_bounds(check, version, shift_ms, accepted):
    if accepted:
        assert check(version=version, timestamp_ms=now_ms() + shift_ms)
    else:
        with pytest.raises(Unauthorized):
            check(version=version, timestamp_ms=now_ms() + shift_ms)


REFUSED = {
    "of factors that are not accepted": {"accepted": frozenset({SignatureType.POSSESSION_KNOWLEDGE})},
    "that nobody has": {"of": PhoneToken("11111111-1111-4111-8111-111111111111", bytes(16))},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_token_is_refused(check, name):
    with pytest.raises(Unauthorized):
        check(**REFUSED[name])


def test_a_token_with_another_secret_is_refused(check, token):
    with pytest.raises(Unauthorized):
        check(of=PhoneToken(token.token_id, bytes(16)))


@pytest.mark.parametrize("status", ["BLOCKED", "REMOVED", "PENDING_COMMIT"])
def test_only_an_active_registrations_token_is_accepted(home, phone, check, status):
    home.change(phone, status=status)
    with pytest.raises(Unauthorized):
        check()


def test_a_removed_token_is_refused_and_only_its_owner_removes_it(home, application, phone, token, check):
    other = home.phone(application)
    home.devices.tokens.remove(token.token_id, other.registration.activation_id)
    assert check()
    home.devices.tokens.remove(token.token_id, phone.registration.activation_id)
    with pytest.raises(Unauthorized):
        check()


def test_failures_of_tokens_count_nothing(home, phone, token, check):
    for _ in range(6):
        with pytest.raises(Unauthorized):
            check(of=PhoneToken(token.token_id, bytes(16)))
    assert (home.row(phone).failed_attempts, home.row(phone).status) == (0, "ACTIVE")


def test_of_many_uses_of_one_header_at_once_one_is_accepted(home, phone, token):
    header = read_token(phone.token_header(token)["X-PowerAuth-Token"])

    def use(_):
        try:
            return home.devices.tokens.check(header, ANY) is not None
        except Unauthorized:
            return False

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(use, range(40))) == 1


def test_the_secret_is_not_in_the_database(home, token):
    with home.database.read() as session:
        from activities.store.tables import TokenRow

        stored = session.orm.get(TokenRow, token.token_id).secret
    assert stored.startswith("v1.")


def test_a_token_is_served_by_no_older_version_than_its_phone_has_used(home, phone, check):
    check(version="3.1")
    check(version="3.2")
    assert home.row(phone).protocol == "3.2"
    with pytest.raises(Unauthorized):
        check(version="3.1")
    check(version="3.2")


def test_a_token_is_served_from_the_version_on_that_the_application_says(home, check):
    check(version="3.1")
    home.applications.change("mtoken", least_protocol=LeastProtocol.V3_2)
    with pytest.raises(Unauthorized):
        check(version="3.1")
    check(version="3.2")


MINUTE_MS = 60_000


@pytest.fixture
def v4_phone(home, application):
    return home.phone(application, version="4.0")


def given(home, phone, size):
    made = home.devices.tokens.create(phone.registration.activation_id, POSSESSION, size)
    return PhoneToken(made.token_id, made.secret)


def use(home, phone, token, **values):
    header = phone_headers.read_token(phone.token_header(token, **values)["X-PowerAuth-Token"])
    return home.devices.tokens.check(header, ANY)


def test_a_token_of_version_4_says_whose_it_is_and_a_header_serves_once(home, v4_phone):
    token = given(home, v4_phone, 32)
    nonce = bytes(range(16))
    assert use(home, v4_phone, token, nonce=nonce).registration_id == v4_phone.registration.activation_id
    assert use(home, v4_phone, token).user_id == "roman"
    with pytest.raises(Unauthorized):
        use(home, v4_phone, token, nonce=nonce)


@pytest.mark.parametrize(("shift_ms", "accepted"), [(-4.9, True), (-5.1, False), (4.9, True), (5.1, False)])
def test_a_token_of_version_4_is_good_for_five_minutes_before_and_after(home, v4_phone, shift_ms, accepted):
    token, at = given(home, v4_phone, 32), now_ms() + int(shift_ms * MINUTE_MS)
    if accepted:
        assert use(home, v4_phone, token, timestamp_ms=at)
    else:
        with pytest.raises(Unauthorized):
            use(home, v4_phone, token, timestamp_ms=at)


def test_a_token_of_version_4_that_nobody_has_is_refused_and_counts_nothing(home, v4_phone):
    for token in (PhoneToken("11111111-1111-4111-8111-111111111111", bytes(32)), given(home, v4_phone, 32)):
        with pytest.raises(Unauthorized):
            use(home, v4_phone, PhoneToken(token.token_id, bytes(32)))
    assert home.row(v4_phone).failed_attempts == 0


def test_a_token_proves_nothing_by_the_version_that_it_was_not_made_by(home, application, phone, v4_phone):
    phone.version = type(phone.version)("3.3")
    for owner in (phone, v4_phone):
        old, new = given(home, owner, 16), given(home, owner, 32)
        for speaker, token in ((phone, new), (v4_phone, PhoneToken(old.token_id, bytes(32)))):
            with pytest.raises(Unauthorized):
                use(home, speaker, token)
    assert home.row(phone).protocol is None


@pytest.mark.parametrize("factors", [POSSESSION, SignatureType.POSSESSION_KNOWLEDGE])
def test_a_token_that_an_upgraded_phone_has_from_before_is_proved_by_version_4(home, v4_phone, factors):
    made = home.devices.tokens.create(v4_phone.registration.activation_id, factors)
    token = PhoneToken(made.token_id, made.secret)
    assert len(token.secret) == 16
    assert use(home, v4_phone, token).signature_type is factors
    with pytest.raises(Unauthorized):
        use(home, v4_phone, PhoneToken(token.token_id, bytes(16)))


def test_a_phone_that_is_not_upgraded_proves_no_token_by_version_4(home, application, phone):
    """Its upgrade may wait for confirmation: until then its registration is of version 3, and must stay so."""
    token = given(home, phone, 16)
    speaker = home.phone(application, version="4.0")
    with pytest.raises(Unauthorized):
        use(home, speaker, token)
    assert home.row(phone).protocol is None
    phone.version = type(phone.version)("3.3")
    assert use(home, phone, token).registration_id == phone.registration.activation_id
