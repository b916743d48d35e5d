"""What the page shows, as HTML. Pure."""
