"""The chat page: what is shown and what the browser may ask for. No retrieval, no verification."""
