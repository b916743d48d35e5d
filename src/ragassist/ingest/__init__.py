"""Documents in: load, clean, split, bring the index up to date."""
