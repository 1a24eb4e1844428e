"""The shop window, and the desks of those who sell, verify and run it. Knows the HTTP API and nothing else of ours."""
