"""The steps that this front end knows: each module registers the page of its method, and what its forms do."""

from api.webflow.steps import choice, consent, mobile_token, passkey, password, sms

__all__ = ["choice", "consent", "mobile_token", "passkey", "password", "sms"]
