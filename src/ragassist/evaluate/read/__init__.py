"""Reading by people: a sheet of what a run shows, the marks that readers put on it, and what they say of the program's states."""
