"""What the core needs from outside: one Protocol a file; adapters and fakes share its name."""
