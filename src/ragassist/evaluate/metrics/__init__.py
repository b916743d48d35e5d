"""What an answer is worth: metrics, judges, and the scores of a whole log."""
