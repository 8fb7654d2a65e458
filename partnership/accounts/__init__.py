"""Accounts: roles and permissions, log-in, invitations, profile."""
