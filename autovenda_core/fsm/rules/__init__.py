"""
Guards (may this row fire?) and actions (what it changes and asks for), in the order of the
table.  All pure: they look at the Turn, and write to nothing else.
"""
