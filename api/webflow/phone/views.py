"""All pages of phones."""

from api.webflow.phone import inbox, life, offline, operations, preview, registration
from api.webflow.phone.blueprint import phone_pages

# They have registered their pages.
SUBJECTS = (registration, life, operations, offline, inbox, preview)

__all__ = ["SUBJECTS", "phone_pages"]
