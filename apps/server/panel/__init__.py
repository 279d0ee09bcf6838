"""
The server's side of the operator's panel: who gets in, and what they may have done.

`gate` stands before the panel itself, `login` is its door, `commands` takes what operators do.
Nothing here knows what the panel is made with.
"""
