"""From a question and retrieved passages to an answer whose every sentence was checked."""
