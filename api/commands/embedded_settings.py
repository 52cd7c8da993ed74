"""What embedded mode sets otherwise than production, unless somebody has set it."""

from pydantic import SecretStr

from activities.callbacks.signing_secret import new_secret
from config.settings import Settings

# Callbacks may go to this machine: that is where the bank of a demonstration runs. Pushes that nobody carries are kept here.
_EMBEDDED: dict[str, object] = {"callbacks_private": True, "push_local": True}

# Browsers run on a developer's machine, and the pages they show may lead their own names to it.
_ON_LOOPBACK: dict[str, object] = {"server_names": ("localhost",)}

# The demo's user is asked for several things at once, and so often a minute as somebody plays it.
_DEMO: dict[str, object] = {"pushes_per_minute": 1000}


def with_embedded_defaults(settings: Settings) -> Settings:
    """`settings`, where what nobody has set is as a demonstration needs it."""
    return _where_unset(settings, _EMBEDDED | (_ON_LOOPBACK if settings.loopback else {}))


def with_demo_defaults(settings: Settings) -> Settings:
    """`settings`, where what nobody has set lets the demo be played over and over."""
    return _where_unset(settings, _DEMO)


def with_provider(settings: Settings, url: str) -> Settings:
    """`settings`, where one-time passwords that nobody has found a carrier for go to the web flow's stand-in at `url`."""
    if "otp_sender" in settings.model_fields_set:
        return settings
    return with_gateway(settings, url, new_secret())


def with_passkeys(settings: Settings, domain: str) -> Settings:
    """`settings`, where passkeys that nobody has set up are the web flow's, by the name under which it is reached at `domain`."""
    if "passkey_rp_id" in settings.model_fields_set:
        return settings
    origin = f"http://{domain}:{settings.web_flow_port}"
    update = {"passkey_rp_id": domain, "passkey_rp_name": "Demo bank", "passkey_origins": origin}
    return settings.model_copy(update=update)


def with_gateway(settings: Settings, url: str, secret: str) -> Settings:
    """`settings` by which one-time passwords go to the demo's own gateway."""
    return settings.model_copy(update={"otp_sender": url, "otp_sender_secret": SecretStr(secret)})


def _where_unset(settings: Settings, values: dict[str, object]) -> Settings:
    unset = {name: value for name, value in values.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=unset)
