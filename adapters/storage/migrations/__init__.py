"""The history of the schema.  `adapters.storage.migrate` runs it."""
