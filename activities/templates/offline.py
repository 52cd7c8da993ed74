"""Which operations are approved by a code that a phone makes of a QR code (`powerauth-protocol.md` §7)."""

from collections.abc import Collection

from activities.templates import readable_data
from config.definitions.templates import OperationTemplate
from config.vocabulary import ApprovalFactors


def takes_codes(factors: Collection[str]) -> bool:
    """Whether one of the factors that approve an operation makes codes: possession alone has none."""
    return ApprovalFactors.POSSESSION_KNOWLEDGE in factors or ApprovalFactors.POSSESSION_BIOMETRY in factors


def check(template: OperationTemplate) -> None:
    """Raises `OperationDataInvalid` where a template takes codes, and no phone could read its QR codes, whatever fills it."""
    if takes_codes(template.signature_type):
        readable_data.check_template(template.data_template)
