"""Certificates in the words that others read: schema.org, GS1, the Data Food Consortium."""
