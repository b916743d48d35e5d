"""Text in pictures: where its lines stand, what they say, and whether two networks read the same. Knows no file format."""
