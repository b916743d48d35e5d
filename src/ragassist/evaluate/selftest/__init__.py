"""Whether the gate catches what it is there to catch."""
