"""Every error that the mobile door answers: code, status and text (`powerauth-protocol.md` §8, `mobile-and-cloud.md` §1.4)."""

from api.faults import Codes, ErrorText

CODES = Codes("INVALID_REQUEST", invalid="INVALID_REQUEST", unavailable="REMOTE_COMMUNICATION_ERROR")

ERRORS = {
    "INVALID_REQUEST": ErrorText(400, "Invalid request object, cause: {detail}"),
    "ERR_AUTHENTICATION": ErrorText(401, "{detail}"),
    "POWERAUTH_AUTH_FAIL": ErrorText(401, "{detail}", default="Authentication failed"),
    "PUSH_REGISTRATION_FAILED": ErrorText(400, "Push registration failed in Mobile Token API component."),
    "ERR_ACTIVATION": ErrorText(400, "POWER_AUTH_ACTIVATION_INVALID"),
    "INVALID_RECOVERY_CODE": ErrorText(400, "POWER_AUTH_RECOVERY_INVALID"),
    "ERR_ENCRYPTION": ErrorText(400, "POWER_AUTH_ENCRYPTION_FAILED"),
    "ERR_SECURE_VAULT": ErrorText(400, "POWER_AUTH_SECURE_VAULT_INVALID"),
    "ERR_UPGRADE": ErrorText(400, "POWER_AUTH_UPGRADE_FAILED"),
    "ERR_USER_INFO": ErrorText(400, "POWER_AUTH_USER_INFO_FAILED"),
    "ERR_TEMPORARY_KEY": ErrorText(400, "POWER_AUTH_TEMPORARY_KEY_FAILURE"),
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
