"""When an organisation's next money comes, and what stands in its way."""
