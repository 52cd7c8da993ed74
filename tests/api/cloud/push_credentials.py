"""Credentials of push providers, as a bank enters them."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa


def pem(key):
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


P256, P384 = pem(ec.generate_private_key(ec.SECP256R1())), pem(ec.generate_private_key(ec.SECP384R1()))
RSA = pem(rsa.generate_private_key(65537, 2048))
ACCOUNT = {
    "type": "service_account",
    "project_id": "bank",
    "private_key_id": "0123456789abcdef",
    "private_key": RSA,
    "client_email": "push@bank.iam.gserviceaccount.com",
    "token_uri": "https://oauth2.googleapis.com/token",
}
