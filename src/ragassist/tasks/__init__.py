"""Document work: brief, list, compare, audit, and a pack that others can check. Each line is pinned to its source."""
