"""The holder objects to a decision; somebody who had no part in it decides."""
