"""Papers as PDF: A4 and the 80 mm roll, in Kazakh, Russian and English."""

from smartbooking.documents.rendering.pdf import Format, render

__all__ = ["Format", "render"]
