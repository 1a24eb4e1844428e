"""What is measured, and how. Each run prints figures beside a limit of the same machine at the same moment."""
