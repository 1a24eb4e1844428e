"""Time edge: the same verbs as the API's, called by a clock or a message."""
