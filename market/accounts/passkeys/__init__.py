"""Signing in by a key that a person's device keeps (WebAuthn)."""
