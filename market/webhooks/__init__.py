"""Telling other systems what happened, by Standard Webhooks (https://www.standardwebhooks.com, version 1.0.0)."""
