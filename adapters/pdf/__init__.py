"""Documents as PDF, by reportlab."""

from __future__ import annotations

from adapters.pdf.proposal import Issuer, ReportLabDocuments
from adapters.pdf.terms import Terms

__all__ = ["Issuer", "ReportLabDocuments", "Terms"]
