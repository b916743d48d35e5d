"""Asking every question of a data set, and the log of what came back."""
