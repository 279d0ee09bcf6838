"""Prints a whole sale over every channel: `python -m tests.channels.transcripts`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.channels.market import Market
from tests.channels.sale import Buyer, transcript

__all__ = ["main"]


def main() -> None:
    """By taps where there are buttons, and then by numbers everywhere."""
    with TemporaryDirectory() as folder, Market(Path(folder)).open() as market:
        for provider in market.providers:
            for taps in (True, False) if provider.has_buttons else (False,):
                buyer = Buyer(provider, market.stripe.account, taps=taps)
                buyer.buys("pix")
                how = "by taps" if taps else "by numbers"
                sys.stdout.write(f"# {provider.channel}, {how}\n{transcript(buyer.sees())}\n\n")


if __name__ == "__main__":
    main()
