"""One page from the web, fetched because somebody named it, and kept so that its citations outlive it."""
