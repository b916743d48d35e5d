"""The evaluation: a data set, an answered log of it, scores, a gate, and a check of the gate itself."""
