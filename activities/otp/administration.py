"""What is asked of policies and definitions of one-time passwords before they are stored (`nextstep.md` §6)."""

from activities.credentials.administration import check_encryption
from activities.otp.policy import otp_policy
from activities.store.database import Session
from activities.store.registries import APPLICATIONS, OTP_POLICIES
from activities.store.tables import OtpDefinitionRow, OtpPolicyRow
from config.reasons import Reason
from config.refused import Refused


def check_policy(_: Session, row: OtpPolicyRow) -> None:
    """Values of its length can be made. Raises `Refused` REQUEST_INVALID."""
    try:
        otp_policy(row)
    except ValueError as error:
        raise Refused(Reason.REQUEST_INVALID, str(error)) from None


def check_definition(session: Session, row: OtpDefinitionRow) -> None:
    """What it names is there and ACTIVE. Raises `Refused`: REQUEST_INVALID, or the reason of what it names in vain."""
    check_encryption(is_enabled=row.encryption_enabled, algorithm=row.encryption_algorithm)
    APPLICATIONS.check_active(session, row.application_name)
    OTP_POLICIES.check_active(session, row.otp_policy_name)
