"""Conversations and answers as files and as text to paste elsewhere."""
