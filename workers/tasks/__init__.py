"""Thin: take ids, call one verb. Every task is safe to run twice."""
