"""A scored log as one HTML page."""
