"""What is said of messages and push providers at the PowerAuth Cloud API beyond their declarations. Keys are left out."""

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields

from api.cloud.messages import ExtraField

TAGS = {
    "Push Notifications": "Messages of the bank to its users' devices.",
    "Push Providers": "What an application proves itself with at Apple and Google, who carry its messages.",
}
REASONS = {"ERROR_PUSH_MESSAGE": "Title must not be blank."}
REQUESTS: dict[str, dict[str, Any]] = {
    "send_push_message": {
        "to all devices": {
            "userId": "roman",
            "silent": False,
            "title": "Balance Update",
            "message": "We just updated your balance. You can review it in mobile banking.",
            "sound": "default",
        },
        "told to the app of one device": {
            "userId": "roman",
            "registrationId": "26c94bf8-f594-4bd8-9c51-93449926b644",
            "silent": True,
            "extras": {"screen": "balance"},
        },
    },
    "put_apns_provider": {
        "an app of the store": {
            "teamId": "A1B2C3D4E5",
            "keyId": "F6G7H8I9J0",
            "privateKey": "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
            "bundle": "com.example.bank",
            "environment": "production",
        }
    },
    "put_fcm_provider": {
        "a service account": {
            "serviceAccount": {
                "type": "service_account",
                "project_id": "example-bank",
                "client_email": "push@example-bank.iam.gserviceaccount.com",
                "private_key_id": "0123456789abcdef",
                "private_key": "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
            }
        }
    },
}
MEMBERS = {
    "teamId": "A1B2C3D4E5",
    "keyId": "F6G7H8I9J0",
    "bundle": "com.example.bank",
    "environment": "production",
    "FcmProvider.projectId": "example-bank",
    "FcmProvider.clientEmail": "push@example-bank.iam.gserviceaccount.com",
    "FcmProvider.privateKeyId": "0123456789abcdef",
}


def extras(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """What an extra may be; apispec cannot see it."""
    return {"type": ["string", "integer", "boolean", "null"]} if isinstance(field, ExtraField) else {}
