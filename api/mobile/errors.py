"""Every error that the mobile API answers: code, status and text (`powerauth-protocol.md` §8, `mobile-and-cloud.md` §1.4)."""

from api.http.error_table import Codes, ErrorTable, ErrorText, by_reason
from config.reasons import OF_IDENTITIES, Reason

CODES = Codes(
    "INVALID_REQUEST", invalid="INVALID_REQUEST", unavailable="REMOTE_COMMUNICATION_ERROR", too_many="INVALID_REQUEST"
)

ERRORS = {
    "INVALID_REQUEST": ErrorText(400, "Invalid request object, cause: {detail}"),
    "ERR_AUTHENTICATION": ErrorText(401, "{detail}"),
    "POWERAUTH_AUTH_FAIL": ErrorText(401, "{detail}", default="Authentication failed"),
    "PUSH_REGISTRATION_FAILED": ErrorText(400, "Push registration failed in Mobile Token API component."),
    "ERR_ACTIVATION": ErrorText(400, "POWER_AUTH_ACTIVATION_INVALID"),
    "INVALID_RECOVERY_CODE": ErrorText(400, "POWER_AUTH_RECOVERY_INVALID"),
    "ERR_ENCRYPTION": ErrorText(400, "POWER_AUTH_ENCRYPTION_FAILED"),
    "ERR_SECURE_VAULT": ErrorText(400, "POWER_AUTH_SECURE_VAULT_INVALID"),
    "ERR_PASSWORD_CHANGE": ErrorText(400, "POWER_AUTH_PASSWORD_CHANGE_FAILURE"),
    "ERR_BIOMETRY": ErrorText(400, "POWER_AUTH_BIOMETRY_FAILURE"),
    "ERR_UPGRADE": ErrorText(400, "POWER_AUTH_UPGRADE_FAILED"),
    "ERR_USER_INFO": ErrorText(400, "POWER_AUTH_USER_INFO_FAILED"),
    "ERR_TEMPORARY_KEY": ErrorText(400, "POWER_AUTH_TEMPORARY_KEY_FAILURE"),
    "ERR_STATUS": ErrorText(400, "POWER_AUTH_STATUS_ERROR"),
    "ERR_RECOVERY": ErrorText(400, "POWER_AUTH_RECOVERY_INVALID"),
    "INVALID_OPERATION": ErrorText(400, "{detail}", default="Operation not found or is in an unexpected state."),
    "OPERATION_ALREADY_FINISHED": ErrorText(400, "Operation was already completed"),
    "OPERATION_ALREADY_FAILED": ErrorText(400, "Operation already failed"),
    "OPERATION_ALREADY_CANCELED": ErrorText(400, "Operation was already canceled"),
    "OPERATION_EXPIRED": ErrorText(400, "Operation already expired"),
    "OPERATION_FAILED": ErrorText(401, "PowerAuth server operation {detail} fails", default="approval"),
    "OPERATION_REQUIRES_ACTIVATION_FLAG": ErrorText(
        400, "Operation requires activation flag: {detail}, which is not present on activation."
    ),
    "ACTIVATION_CODE_FAILED": ErrorText(400, "Unable to fetch activation code."),
    "INBOX_FAILED": ErrorText(400, "Unable to process inbox request."),
    "ERROR_NOT_FOUND": ErrorText(404, "Resource not found."),
    "REMOTE_COMMUNICATION_ERROR": ErrorText(503, "Communication with remote system failed, try again: {detail}"),
    "ERROR_GENERIC": ErrorText(500, "Unknown error occurred while processing request."),
}

# The reasons that only other APIs give are answered as what they would be here: a request that is not for this API.
TABLE = ErrorTable(
    ERRORS,
    CODES,
    by_reason(
        {
            "POWERAUTH_AUTH_FAIL": (Reason.SIGNATURE_INVALID,),
            "OPERATION_FAILED": (Reason.APPROVAL_FAILED,),
            "OPERATION_REQUIRES_ACTIVATION_FLAG": (Reason.FLAG_MISSING,),
            "OPERATION_ALREADY_FINISHED": (Reason.OPERATION_FINISHED,),
            "OPERATION_ALREADY_FAILED": (Reason.OPERATION_FAILED,),
            "OPERATION_ALREADY_CANCELED": (Reason.OPERATION_CANCELED,),
            "OPERATION_EXPIRED": (Reason.OPERATION_EXPIRED,),
            "INVALID_OPERATION": (
                Reason.OPERATION_NOT_FOUND,
                Reason.OPERATION_NOT_PENDING,
                Reason.OPERATION_TERMINATED,
                Reason.OPERATION_DAMAGED,
                Reason.OPERATION_ALREADY_EXISTS,
                Reason.STEP_NOT_OFFERED,
                Reason.TOO_MANY_CHANGES,
                Reason.MOBILE_TOKEN_NOT_ASKED,
                Reason.OFFLINE_CODE_INVALID,
            ),
            "ERR_ACTIVATION": (
                Reason.REGISTRATION_NOT_FOUND,
                Reason.REGISTRATION_ALREADY_EXISTS,
                Reason.REGISTRATION_IN_PROGRESS,
                Reason.REGISTRATION_STATE,
                Reason.REGISTRATION_TERMINATED,
                Reason.ACTIVATION_CODES_EXHAUSTED,
                Reason.OTP_MISSING,
                Reason.OTP_UNEXPECTED,
                Reason.OTP_WRONG,
                Reason.DEVICE_KEY_INVALID,
                Reason.APPLICATION_NOT_FOUND,
            ),
            "INBOX_FAILED": (Reason.MESSAGE_NOT_FOUND, Reason.INBOX_NOT_FOUND),
            "INVALID_REQUEST": (
                *OF_IDENTITIES,
                Reason.REQUEST_INVALID,
                Reason.KEY_REUSED,
                Reason.CONFIGURATION_INVALID,
                Reason.DEFINITION_IN_USE,
                Reason.AUTH_METHOD_NOT_FOUND,
                Reason.AUTH_METHOD_ALREADY_EXISTS,
                Reason.ORGANIZATION_NOT_FOUND,
                Reason.ORGANIZATION_ALREADY_EXISTS,
                Reason.STEP_DEFINITION_NOT_FOUND,
                Reason.STEP_DEFINITION_ALREADY_EXISTS,
                Reason.OPERATION_CONFIG_NOT_FOUND,
                Reason.OPERATION_CONFIG_ALREADY_EXISTS,
                Reason.OPERATION_METHOD_CONFIG_NOT_FOUND,
                Reason.OPERATION_METHOD_CONFIG_ALREADY_EXISTS,
                Reason.MESSAGE_INVALID,
                Reason.TOO_MANY_MESSAGES,
                Reason.ACCOUNT_NOT_FOUND,
                Reason.ACCOUNT_ALREADY_EXISTS,
                Reason.ACCOUNT_ROLE,
                Reason.LAST_ADMINISTRATOR,
                Reason.APPROVAL_REQUIRED,
                Reason.CHANGE_REQUEST_NOT_FOUND,
                Reason.CHANGE_REQUEST_OWN,
                Reason.CHANGE_REQUEST_CLOSED,
                Reason.APPLICATION_ALREADY_EXISTS,
                Reason.APPLICATION_IN_USE,
                Reason.APPLICATION_VERSION_NOT_FOUND,
                Reason.APPLICATION_VERSION_ALREADY_EXISTS,
                Reason.TEMPLATE_NOT_FOUND,
                Reason.TEXTS_NOT_FOUND,
                Reason.TEXTS_DAMAGED,
                Reason.CALLBACK_NOT_FOUND,
                Reason.DELIVERY_NOT_FOUND,
                Reason.PUSH_PROVIDER_NOT_FOUND,
            ),
        }
    ),
)
