"""One unit of the code at a time."""
