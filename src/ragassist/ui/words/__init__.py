"""Every word of the page, in English and in Chinese."""
