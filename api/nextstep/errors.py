"""Every error that the Next Step door answers: code, status and text (reference `nextstep.md` §0.1)."""

from api.faults import Codes, ErrorText

CODES = Codes("INVALID_REQUEST", invalid="REQUEST_VALIDATION_FAILED", unavailable="SERVICE_UNAVAILABLE")

ERRORS = {
    "REQUEST_VALIDATION_FAILED": ErrorText(400, "Request validation failed."),
    "INVALID_REQUEST": ErrorText(400, "Request data is invalid, cause: {detail}"),
    "INVALID_CONFIGURATION": ErrorText(400, "Next Step configuration is invalid, cause: {detail}"),
    "OPERATION_ALREADY_EXISTS": ErrorText(400, "Operation already exists."),
    "OPERATION_NOT_FOUND": ErrorText(400, "Operation not found."),
    "OPERATION_NOT_VALID": ErrorText(400, "Operation is not valid."),
    "OPERATION_ALREADY_FINISHED": ErrorText(400, "Operation is already in DONE state."),
    "OPERATION_ALREADY_FAILED": ErrorText(400, "Operation is already in FAILED state."),
    "OPERATION_ALREADY_CANCELED": ErrorText(400, "Operation update attempted for CANCELED operation."),
    "AUTH_METHOD_NOT_FOUND": ErrorText(400, "Authentication method not found."),
    "AUTH_METHOD_ALREADY_EXISTS": ErrorText(400, "Authentication method already exists."),
    "ORGANIZATION_NOT_FOUND": ErrorText(400, "Organization not found."),
    "ORGANIZATION_ALREADY_EXISTS": ErrorText(400, "Organization already exists."),
    "STEP_DEFINITION_NOT_FOUND": ErrorText(400, "Step definition not found."),
    "STEP_DEFINITION_ALREADY_EXISTS": ErrorText(400, "Step definition already exists."),
    "OPERATION_CONFIG_NOT_FOUND": ErrorText(400, "Operation config not found."),
    "OPERATION_CONFIG_ALREADY_EXISTS": ErrorText(400, "Operation config already exists."),
    "OPERATION_METHOD_CONFIG_NOT_FOUND": ErrorText(400, "Operation and authentication config not found."),
    "OPERATION_METHOD_CONFIG_ALREADY_EXISTS": ErrorText(400, "Operation and authentication config already exists."),
    "DELETE_NOT_ALLOWED": ErrorText(400, "Delete action is not allowed."),
    "ERROR_NOT_FOUND": ErrorText(404, "Resource not found."),
    "SERVICE_UNAVAILABLE": ErrorText(503, "Service is temporarily unavailable, try again: {detail}"),
    "ERROR_GENERIC": ErrorText(500, "Unknown error occurred."),
}
