"""The flow: `table` is what it does, `rules` how, `machine` runs it.  Read the table first."""
