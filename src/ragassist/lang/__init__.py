"""What is known of one language, in one place each: `en` and `zh`. Tables and single words only; what reads a text is in `text/`."""
