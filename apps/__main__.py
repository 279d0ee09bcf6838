"""`python -m apps`: the same as the command `autovenda`."""

from __future__ import annotations

import sys

from apps.cli import main

sys.exit(main())
