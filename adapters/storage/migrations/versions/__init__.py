"""One module for each step, written by hand; a test compares the last one with the tables."""
