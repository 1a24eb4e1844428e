"""The claims coach: what a text about goods promises, which rule it breaks, and what can be proven instead."""
