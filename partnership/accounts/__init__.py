"""Accounts: roles and rights, logging in, invitations, the profile."""
