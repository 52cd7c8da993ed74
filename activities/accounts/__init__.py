"""Accounts of PowerAuth Cloud: who may call it, and how passwords are kept from being guessed."""
