"""The Celery application reads its settings when it is imported; it connects to nothing until it is used."""

import os

for name, value in {
    "MODE": "test",
    "DATABASE_URL": "postgresql://nobody@/none",
    "REDIS_URL": "redis://localhost/0",
    "SECRET_KEY": "a secret key for tests, long enough",
    "STRIPE_API_KEY": "sk_test_none",
}.items():
    os.environ.setdefault(f"SOLIFAIR_{name}", value)
