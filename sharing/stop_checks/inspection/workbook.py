"""Reads an XLSX workbook: its sheets, what lies beside their cells, and what else goes along with it.

Read by hand, part by part: the libraries that read cells in little memory do not tell what is hidden, and those that
tell hold the whole of it in memory.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from sharing.stop_checks.inspection.faults import MOST_SHEETS, Fault, Faulty
from sharing.stop_checks.inspection.findings import Found, finding
from sharing.stop_checks.inspection.packed import Package
from sharing.stop_checks.inspection.report import Finding, Kind, Properties, Visibility
from sharing.stop_checks.inspection.shared_texts import LONGEST, SharedTexts
from sharing.stop_checks.inspection.sheets import SheetReader
from sharing.stop_checks.inspection.styles import Styles
from sharing.stop_checks.inspection.tables import Setting, Table

NOT_SHOWN, LONGEST_SHOWN = "(not shown here)", 120
_PROGRAMS = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/macrosheets/|\.xlm$|/intlmacrosheets/")
# In this order: the first that fits. None: what every workbook has, or what is read elsewhere.
_PARTS: tuple[tuple[re.Pattern[str], Found | None], ...] = tuple(
    (re.compile(pattern), found)
    for pattern, found in (
        (r"\[content_types\]\.xml|(.*/)?_rels/[^/]*\.rels|.*/", None),
        (
            r"xl/pivotcache/pivotcachedefinition[^/]*|xl/slicercaches/.*|xl/timelinecaches/.*",
            Found.PIVOT_CACHE,
        ),
        (r"xl/pivotcache/.*|xl/pivottables/.*|xl/slicers/.*|xl/timelines/.*", None),
        (r"xl/model/.*", Found.DATA_MODEL),
        (r"xl/revisions/.*|xl/usernames\.xml", Found.REVISIONS),
        (r"xl/embeddings/.*|xl/activex/.*", Found.EMBEDDED),
        (r"xl/externallinks/.*", Found.EXTERNAL_LINKS),
        (r"xl/connections\.xml|xl/querytables/.*|xl/xmlmaps\.xml", Found.CONNECTIONS),
        (r"(?:xl/|docprops/)(?:media/.*|thumbnail\..*)", Found.PICTURES),
        (r"xl/charts/chart[^/]*|xl/chartex/.*", Found.CHARTS),
        (r"customxml/item[0-9]*\.xml", Found.CUSTOM_PROPERTIES),
        (r"customxml/.*|docmetadata/.*|docprops/(?:app|core|custom)\.xml", None),
        (r"xl/(?:workbook|styles|sharedstrings|calcchain|metadata)\.xml|xl/theme/.*", None),
        (
            r"xl/(?:worksheets|chartsheets|dialogsheets|tables|threadedcomments|persons|drawings|charts)/.*",
            None,
        ),
        (r"xl/(?:printersettings|ctrlprops|richdata|comments)/.*|xl/comments[0-9]*\.xml", None),
    )
)


@dataclass(frozen=True)
class Link:
    """From one part to another, or out of the file."""

    kind: str
    target: str
    outside: bool


@dataclass
class Listed:
    """A sheet in the list of the workbook."""

    name: str
    visibility: Visibility
    link: str


@dataclass
class Workbook:
    """What is read of it. tables: of its sheets, in their order; beside: of what belongs to no sheet."""

    package: Package
    setting: Setting
    beside: Table = field(init=False)
    tables: list[Table] = field(default_factory=list)
    properties: Properties = field(default_factory=Properties)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.beside = Table(self.setting, 0, "")

    def read(self, begin: Callable[[int], None]) -> None:
        """Everything; raises Faulty. begin: is told how many bytes the sheets have, before the first is read."""
        main = self._main_part()
        listed, hidden_names = self._list_of_sheets(main)
        links = self._links(main)
        texts, styles = SharedTexts(), Styles()
        for link in links.values():
            if link.kind == "styles":
                styles.read(self.package, self._there(link))
            elif link.kind == "sharedStrings":
                texts.read(self.package, self._there(link))
        parts: dict[str, Listed] = {}
        for each in listed:
            if each.link not in links:
                raise Faulty(Fault.DAMAGED)
            parts[self._there(links[each.link])] = each
        sheets = [name for name in self.package.parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        cells = list(dict.fromkeys([*(name for name in parts if "/worksheets/" in name), *sheets]))
        if not parts or len({*parts, *cells}) > MOST_SHEETS:
            raise Faulty(Fault.DAMAGED if not parts else Fault.LARGE)
        begin(sum(self.package.size(name) for name in cells))
        for number, name in enumerate(dict.fromkeys([*parts, *cells]), start=1):
            sheet = parts.get(name) or Listed(f"Sheet {number}", Visibility.UNLISTED, "")
            table = Table(self.setting, number, sheet.name, sheet.visibility)
            if name in cells:
                SheetReader(table, texts, styles).read(self.package, name)
                self._beside_cells(table, name)
            else:
                table.end()
                self._note(Found.OTHER_SHEET, sheet=table.name, number=number)
            self.tables.append(table)
        if hidden_names:
            self._note(Found.HIDDEN_NAMES, count=hidden_names)
        left_over = 0
        for text in texts.left_over():
            left_over += 1
            self.beside.aside("text that no cell shows", text)
        if left_over:
            self._note(Found.LEFTOVER_TEXT, count=left_over)
        self._read_properties()
        self._read_persons()
        self._other_parts()

    # --- How it is put together ------------------------------------------------------------------------

    def _main_part(self) -> str:
        if any(_PROGRAMS.search(name) for name in self.package.parts):
            raise Faulty(Fault.MACROS)
        types: list[str] = []
        self._parse("[content_types].xml", lambda name, given: types.append(given.get("ContentType", "")))
        if any("macroEnabled" in each for each in types):
            raise Faulty(Fault.MACROS)
        for link in self._links("").values():
            if link.kind == "officeDocument":
                return self._there(link)
        raise Faulty(Fault.DAMAGED)

    def _list_of_sheets(self, main: str) -> tuple[list[Listed], int]:
        listed: list[Listed] = []
        hidden_names = 0
        inside = False
        values: list[str] = []

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal hidden_names, inside
            if name == "sheet":
                link = next((value for key, value in given.items() if key.endswith(" id")), "")
                state = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}
                visibility = state.get(given.get("state", ""), Visibility.VISIBLE)
                listed.append(Listed(given.get("name", ""), visibility, link))
            elif name == "workbookPr":
                self.setting.from_1904 = given.get("date1904") in ("1", "true")
            elif name == "definedName":
                inside = True
                # Spreadsheet programs make names of their own, which begin so.
                hidden_names += given.get("hidden") in ("1", "true") and not given.get("name", "").startswith(
                    "_xl"
                )

        def end(name: str) -> None:
            nonlocal inside
            if name == "definedName":
                inside = False
                self.beside.aside("the names of cells", "".join(values))
                values.clear()

        self._parse(main, start, end, lambda text: values.append(text) if inside else None)
        return listed, hidden_names

    def _links(self, part: str) -> dict[str, Link]:
        """The links of a part, by their names; of the file as a whole for an empty one."""
        name = f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels".lstrip("/")
        found: dict[str, Link] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship":
                outside = given.get("TargetMode") == "External"
                target = given.get("Target", "")
                if not outside:
                    target = normpath(join("/", dirname(part), target)).lstrip("/").lower()
                found[given.get("Id", "")] = Link(given.get("Type", "").rpartition("/")[2], target, outside)

        if name in self.package:
            self._parse(name, start)
        return found

    def _there(self, link: Link) -> str:
        if link.outside or link.target not in self.package:
            raise Faulty(Fault.DAMAGED)
        return link.target

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a small part, its names without their namespaces."""
        if part not in self.package:
            raise Faulty(Fault.DAMAGED)
        self.package.parse(
            part,
            lambda tag, given: start(tag.rpartition(" ")[2], given),
            end and (lambda tag: end(tag.rpartition(" ")[2])),
            text,
        )

    # --- Beside the cells of a sheet ---------------------------------------------------------------------

    def _beside_cells(self, table: Table, part: str) -> None:
        drawn = 0
        for link in self._links(part).values():
            if link.outside:
                table.aside("the links", link.target)
            elif link.kind == "comments":
                for row, text in self._texts(self._there(link), "comment", "t"):
                    # What older programs show in place of a thread is no comment of its own.
                    if not text.startswith("[Threaded comment]"):
                        table.comments += 1
                        table.aside("the comments", text, row)
            elif link.kind == "threadedComment":
                for row, text in self._texts(self._there(link), "threadedComment", "text"):
                    table.threaded_comments += 1
                    table.aside("the comments", text, row)
            elif link.kind == "drawing":
                for _, text in self._texts(self._there(link), "sp", "t"):
                    drawn += 1
                    table.aside("the text boxes", text)
        if drawn:
            self._note(Found.DRAWINGS, sheet=table.name, number=table.number, count=drawn)

    def _texts(self, part: str, each: str, inner: str) -> Iterator[tuple[int, str]]:
        """The texts of the elements of a part, each with the row that it is about."""
        found: list[tuple[int, str]] = []
        values: list[str] = []
        row, inside, length = 0, False, 0

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal row, inside
            if name == each:
                row = int("".join(filter(str.isdecimal, given.get("ref", "")))[:7] or 0)
                values.clear()
            elif name == inner:
                inside = True

        def end(name: str) -> None:
            nonlocal inside
            if name == inner:
                inside = False
            elif name == each:
                found.append((row, "".join(values)))

        def take(text: str) -> None:
            nonlocal length
            if inside:
                length += len(text)
                # All comments of a sheet are kept at once.
                if length > 100 * LONGEST:
                    raise Faulty(Fault.LARGE)
                values.append(text)

        self._parse(part, start, end, take)
        yield from found

    # --- Of the file as a whole -----------------------------------------------------------------------------

    def _read_properties(self) -> None:
        said: dict[str, str] = {}
        custom: list[str] = []
        current = ""

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal current
            current = name
            if name == "property" and len(custom) < 100:
                custom.append(self._shown(given.get("name", "")))

        def text(words: str) -> None:
            if current and len(said.get(current, "")) <= LONGEST:
                said[current] = said.get(current, "") + words

        for link in self._links("").values():
            if link.kind in ("core-properties", "extended-properties", "custom-properties", "coreProperties",
                             "extendedProperties", "customProperties") and link.target in self.package:  # fmt: skip
                self._parse(link.target, start, lambda name: None, text)
        for words in said.values():
            self.beside.aside("the properties of the file", words)
        self.properties = Properties(
            author=self._shown(said.get("creator", "")),
            changed_by=self._shown(said.get("lastModifiedBy", "")),
            company=self._shown(said.get("Company", "")),
            title=self._shown(said.get("title", "")),
            created=self._shown(said.get("created", "")),
            custom=tuple(custom),
        )
        told = (
            self.properties.author,
            self.properties.changed_by,
            self.properties.company,
            self.properties.title,
        )
        if any(told):
            self._note(Found.PROPERTIES, count=sum(map(bool, told)))
        if custom:
            self._note(Found.CUSTOM_PROPERTIES, count=len(custom))

    def _read_persons(self) -> None:
        """Whoever ever commented: their names stay when their comments go."""
        found: list[str] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "person":
                found.append(" ".join((given.get("displayName", ""), given.get("userId", ""))))

        for part in self.package.parts:
            if part.startswith("xl/persons/") and part.endswith(".xml"):
                self._parse(part, start)
        for text in found:
            self.beside.aside("the list of those who commented", text)
        if found:
            self._note(Found.COMMENTERS, count=len(found))

    def _shown(self, text: str) -> str:
        """What the file says about itself is shown, unless somebody could be found by it."""
        text = " ".join(text.split())
        return NOT_SHOWN if self.setting.seen(text).identifies else text[:LONGEST_SHOWN]

    def _other_parts(self) -> None:
        counts: dict[Found, int] = {}
        if self.package.has_words_behind:
            counts[Found.OTHER_PARTS] = 1
        for name in self.package.parts:
            found = next((found for pattern, found in _PARTS if pattern.fullmatch(name)), Found.OTHER_PARTS)
            if found is not None:
                counts[found] = counts.get(found, 0) + 1
            if found is Found.EXTERNAL_LINKS and self._keeps_values(name):
                counts[Found.EXTERNAL_VALUES] = counts.get(Found.EXTERNAL_VALUES, 0) + 1
        noted = {each.kind for each in self.findings}
        for found, count in counts.items():
            if found not in noted:
                self._note(found, count=count)

    def _keeps_values(self, part: str) -> bool:
        values = 0

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal values
            values += name == "v"

        self._parse(part, start)
        return values > 0

    def _note(self, found: Found, *, sheet: str = "", number: int = 0, count: int = 1) -> None:
        self.findings.append(finding(found, self.setting.rung, sheet=sheet, number=number, count=count))


def kind_of(package: Package) -> Kind:
    """What a packed file is; raises Faulty for a spreadsheet of a kind that we do not read."""
    parts = package.parts
    if "xl/workbook.bin" in parts:
        raise Faulty(Fault.OLD)
    if "[content_types].xml" in parts and any(name.startswith("xl/") for name in parts):
        return Kind.XLSX
    if any(name.startswith("word/") for name in parts):
        return Kind.WORD
    return Kind.OTHER
