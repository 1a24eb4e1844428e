"""Certificates as W3C Verifiable Credentials: signed statements that anybody can check without asking the market."""
