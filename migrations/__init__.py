"""The schema's history (Alembic). `solifair db upgrade` runs it as the owning role."""
