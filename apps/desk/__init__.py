"""
What an operator may have done: one function a command, from an `Ask` to what became of it.

`asking` has the values, `performing` runs a command and writes the audit, `actions` is the table
of all commands with the least role of each.  A command about a conversation puts a fact into its
inbox, like a lead's click; the flow decides what it means.
"""
