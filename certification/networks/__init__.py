"""Who belongs to which federation or network, agreed to by both, and mandates handed on along that."""
