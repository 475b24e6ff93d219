"""A module: statements up to the end of the file."""
x = 1
