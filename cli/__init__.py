"""The shell edge: the `solifair` command."""
