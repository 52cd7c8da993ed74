"""Rows of a definition of one-time passwords and its policy: plain ones, with what a test wants otherwise."""

from activities.store.tables import OtpDefinitionRow, OtpPolicyRow


def policy_row(**otherwise):
    row = {
        "otp_policy_name": "POLICY",
        "otp_policy_status": "ACTIVE",
        "length": 8,
        "gen_algorithm": "OTP_DATA_DIGEST",
        "gen_param": "{}",
        "created_ms": 1,
    }
    return OtpPolicyRow(**(row | otherwise))


def definition_row(**otherwise):
    row = {
        "otp_definition_name": "SMS",
        "application_name": "APPLICATION",
        "otp_policy_name": "POLICY",
        "otp_definition_status": "ACTIVE",
        "created_ms": 1,
    }
    return OtpDefinitionRow(**(row | otherwise))
