"""Questions with what a right answer says: samples, their files, and other people's sets."""
