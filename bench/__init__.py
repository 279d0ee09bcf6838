"""
What things cost, against others doing the same, in one run.

    python -m bench                  all of it, as `make bench` runs it
    python -m bench.core             …or one: core, imports, understanding, storage
    python -m bench.panel_data PATH     a big installation, for the panel, and its queries
    python -m bench.panel_pages PATH    …its pages, and how much memory they take

Only ratios of one run mean anything: machines differ, and so do their good days.
`peers_plugin.py` takes the core step to a benchmark of whole conversation engines.
"""
