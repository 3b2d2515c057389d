"""What the wizard shows: headings, paragraphs, tables, addresses; nothing foreign is taken for markup."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from trustpub.report.terminal import paint_for, printable, write

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_WIDEST = 100
_PLAIN_WIDTH = 80


class Screen:
    """Standard output, as wide and as colourful as it is.

    Attributes:
        paint: for the renderers of other commands, whose results are shown here too.
        width: in characters.
    """

    def __init__(self) -> None:
        from rich.console import Console

        self.paint = paint_for(sys.stdout)
        self.width = min(self.paint.width or _PLAIN_WIDTH, _WIDEST)
        self._console: Console = Console(
            file=sys.stdout,
            width=self.width,
            color_system="standard" if self.paint.colour else None,
            no_color=not self.paint.colour,
            force_terminal=self.paint.colour,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )

    def heading(self, place: str, title: str, why: str) -> None:
        """The beginning of a step: where it stands, what it is called, and why it is there."""
        from rich.rule import Rule
        from rich.text import Text

        self._print(Text(""))
        self._print(Rule(Text(f"{place}: {printable(title)}", style="bold cyan"), align="left", style="cyan"))
        self.say(why, style="dim")

    def say(self, text: str, style: str = "") -> None:
        """A paragraph."""
        from rich.text import Text

        self._print(Text(printable(text), style=style))

    def title(self, text: str) -> None:
        """A line above what belongs to it, after an empty one."""
        write("\n")
        self.say(text, style="bold")

    def good(self, text: str) -> None:
        """Something that is done."""
        self._marked("ok", "bold green", text)

    def warn(self, text: str) -> None:
        """Something to heed."""
        self._marked("!", "bold yellow", text)

    def bad(self, text: str) -> None:
        """Something that did not work, or is wrong."""
        self._marked("!", "bold red", text)

    def points(self, texts: Iterable[str]) -> None:
        """Paragraphs that belong together, each behind a dash."""
        for text in texts:
            self._marked("-", "cyan", text)

    def numbered(self, texts: Iterable[str]) -> None:
        """Steps in their order."""
        for number, text in enumerate(texts, 1):
            self._marked(f"{number}.", "cyan", text)

    def address(self, page: str) -> None:
        """An address, whole and in a line of its own, so that it can be copied."""
        write(f"  {self.paint(printable(page), 'cyan')}\n")

    def fields(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, each value by itself at the end of its line, so that a double click takes it whole."""
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            write(f"  {name.ljust(width)}   {self.paint(printable(value), 'bold')}\n")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table that fits the width; cells wrap."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for head in heads:
            table.add_column(Text(head), overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        self._print(table)

    def report(self, text: str) -> None:
        """What a renderer of `trustpub.report` made with `paint`."""
        write(text)

    def blank(self) -> None:
        """An empty line."""
        write("\n")

    def _marked(self, mark: str, style: str, text: str) -> None:
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(f"  {mark}", style=style), Text(printable(text)))
        self._print(grid)

    def _print(self, shown: RenderableType) -> None:
        """Print through `write`, which knows what the stream's encoding lacks, and cuts literal tokens."""
        with self._console.capture() as capture:
            self._console.print(shown)
        write("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()))
