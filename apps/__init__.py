"""Applications: the command line, the server, the panel."""
