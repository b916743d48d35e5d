"""Whether a log is good enough: floors, the baseline, and why not."""
