"""Putting a sheet on paper. The font is embedded: it has every letter of Kazakh and the sign of the tenge."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.fonts import TTFFont

from smartbooking.documents.domain import Document
from smartbooking.documents.rendering import Format, words
from smartbooking.documents.rendering.sheet import Pair, Row, Sheet, sheet_of

FONTS: Final = Path(__file__).parent / "fonts"
FAMILY: Final = "Onest"
ROLL_WIDTH, ROLL_TALLEST = 80.0, 3000.0
# Signs the font lacks are written as words; everything else unknown becomes a visible box, never silence.
_INSTEAD: Final = str.maketrans({"₹": "INR", "\u202f": "\u00a0", "\u00ad": "", "\t": " "})


def render(document: Document, *, locale: str, form: Format, method: str) -> bytes:
    """The paper as PDF; the same paper gives the same bytes."""
    sheet = sheet_of(document, locale, method=method)
    if form is Format.A4:
        return _on_a4(document, sheet, locale).finished()
    tall = _on_roll(document, sheet, locale, ROLL_TALLEST)
    height = tall.get_y() + 6
    tall.close_fonts()
    return _on_roll(document, sheet, locale, height).finished()


class _Paper(FPDF):
    """A page with our font; A4 has numbers at the foot."""

    def __init__(self, document: Document, locale: str, size: str | tuple[float, float], margin: float) -> None:
        super().__init__(format=size)
        self._locale, self._numbered = locale, size == "A4"
        self.set_margin(margin)
        self.set_auto_page_break(self._numbered, margin + 6)
        self.add_font(FAMILY, "", FONTS / "Onest-Regular.ttf")
        self.add_font(FAMILY, "B", FONTS / "Onest-Bold.ttf")
        self.set_creation_date(document.issued_at)
        self.set_title(document.number)
        self.set_lang(locale)
        self.set_author(document.seller.name)
        self.add_page()

    def finished(self) -> bytes:
        """The file."""
        content = bytes(self.output())
        self.close_fonts()
        return content

    def close_fonts(self) -> None:
        """The library keeps the font files open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def footer(self) -> None:
        """The page's number."""
        if self._numbered:
            self.set_y(-14)
            self.set_font(FAMILY, "", 8)
            self.cell(0, 5, words.word("page", self._locale).format(n=self.page_no()), align="R")

    def write_text(self, text: str, *, size: float, bold: bool = False, width: float = 0, align: str = "L") -> None:
        """A paragraph that wraps; the next one starts below."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.multi_cell(width, size * 0.5, text.translate(_INSTEAD), align=align, new_x="LMARGIN", new_y="NEXT")

    def pair(self, pair: Pair, *, size: float, label_width: float) -> None:
        """A label with its text beside it."""
        top, strong = self.get_y(), size + (2 if pair.strong else 0)
        self.set_font(FAMILY, "B" if pair.strong else "", strong if pair.strong else size)
        self.multi_cell(label_width, strong * 0.5, pair.label.translate(_INSTEAD), new_x="LMARGIN", new_y="NEXT")
        below = self.get_y()
        self.set_xy(self.l_margin + label_width, top)
        self.multi_cell(0, strong * 0.5, pair.text.translate(_INSTEAD), new_x="LMARGIN", new_y="NEXT")
        self.set_y(max(below, self.get_y()) + 0.6)

    def rule(self) -> None:
        """A thin line."""
        self.set_draw_color(150)
        self.line(self.l_margin, self.get_y() + 1, self.w - self.r_margin, self.get_y() + 1)
        self.set_y(self.get_y() + 3)


def _on_a4(document: Document, sheet: Sheet, locale: str) -> _Paper:
    paper = _Paper(document, locale, "A4", 18)
    paper.write_text(sheet.title, size=16, bold=True)
    paper.set_y(paper.get_y() + 4)
    for pair in sheet.head:
        paper.pair(pair, size=10, label_width=45)
    paper.set_y(paper.get_y() + 3)
    _table(paper, sheet.rows, locale)
    paper.set_y(paper.get_y() + 4)
    for pair in sheet.sums:
        paper.pair(pair, size=10, label_width=80)
    _notes(paper, sheet, size=8)
    return paper


def _table(paper: _Paper, rows: tuple[Row, ...], locale: str) -> None:
    paper.set_font(FAMILY, "", 9)
    heads = [words.word(name, locale) for name in ("item", "quantity", "tax", "sum")]
    with paper.table(
        col_widths=(95, 18, 20, 41), text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"), line_height=5, padding=1,
        borders_layout="HORIZONTAL_LINES",
    ) as table:  # fmt: skip
        table.row(heads)
        for row in rows:
            cells = (f"{row.name}\n{row.when}", row.quantity, row.tax, row.amount)
            table.row([cell.translate(_INSTEAD) for cell in cells])


def _on_roll(document: Document, sheet: Sheet, locale: str, height: float) -> _Paper:
    paper = _Paper(document, locale, (ROLL_WIDTH, height), 4)
    paper.write_text(document.seller.name, size=11, bold=True, align="C")
    paper.write_text(sheet.title, size=9, align="C")
    paper.rule()
    for pair in sheet.head:
        paper.pair(pair, size=7.5, label_width=24)
    paper.rule()
    for row in sheet.rows:
        paper.write_text(row.name, size=8.5, bold=True)
        paper.pair(Pair(row.when, f"× {row.quantity}   {row.amount}"), size=8, label_width=34)
    paper.rule()
    for pair in sheet.sums:
        paper.pair(pair, size=8.5, label_width=40)
    _notes(paper, sheet, size=7)
    return paper


def _notes(paper: _Paper, sheet: Sheet, *, size: float) -> None:
    for note in sheet.notes:
        paper.set_y(paper.get_y() + 3)
        paper.write_text(note, size=size)
