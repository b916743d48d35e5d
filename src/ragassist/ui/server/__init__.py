"""What serves the page: who may use it, what the browser may ask for, whose turn it is."""
