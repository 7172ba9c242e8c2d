"""A document for the archive: all that is needed to read it is inside it, and nothing that acts (ISO 19005-3, level A).

No validator of the standard runs here, so what the standard asks for is asked of the file itself.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from governance.documents import door
from governance.documents.archive import Enclosed
from tests.documents.conftest import SQUARE, Write

pytestmark = pytest.mark.pdf

BODY = f"""<style>p {{ image-rendering: auto }} h1 {{ color: rebeccapurple; opacity: 0.9 }}</style>
<p>Who signs: <strong>Zoë Łuk</strong>. <a href="#end">To the end</a>, <a href="https://example.org/">outside</a>.</p>
<ul><li>One ☐</li></ul><img src="{SQUARE}" alt="A square" style="image-rendering: auto">
<table><thead><tr><th scope="col">Item</th><th scope="col">Why</th></tr></thead>
<tbody><tr><td>Name</td><td>To know who</td></tr></tbody></table><h2 id="end">The end</h2>"""
RECORD = Enclosed(
    "AGR-2026-000007.json", "application/ld+json", b'{"parties": []}', "The record of the agreement", "Data"
)
TABLE = Enclosed("AGR-2026-000007.csv", "text/csv", b"item,why\n", "What is shared", "Source")
# What a structure is made of (ISO 32000-1, 14.8.4); another word would need to be explained in the file.
STRUCTURE = {
    *(
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "NonStruct",
        "P",
        "L",
        "LI",
        "Lbl",
        "LBody",
    ),
    *("H", "H1", "H2", "H3", "H4", "H5", "H6", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"),
    *("Span", "Quote", "Note", "Reference", "Code", "Link", "Annot", "Figure", "Formula", "Form"),
}
# What may happen where a reader presses: go to another place in it, or offer an address. Nothing runs by itself.
ACTIONS = {"/GoTo", "/URI"}


def faults(content: bytes) -> Iterator[str]:
    """What keeps a PDF from being PDF/A-3a, as far as it can be seen without a validator."""
    with pikepdf.open(BytesIO(content)) as made:
        root, objects = made.Root, [each for each in made.objects if hasattr(each, "keys")]
        with made.open_metadata() as said:
            claimed = said.get("pdfaid:part"), said.get("pdfaid:conformance")
            if claimed != ("3", "A"):
                yield f"it claims to be {claimed}"
            if not said.get("dc:title") or said["dc:title"] != str(made.docinfo.get("/Title", "")):
                yield "no title, or two"
            if "en-GB" not in (said.get("dc:language") or ()) or root.get("/Lang") != "en-GB":
                yield "no language"
        if made.is_encrypted or made.trailer.get("/ID") is None:
            yield "encrypted, or without an identifier"
        intents = root.get("/OutputIntents", [])
        if [(each.S, len(each.DestOutputProfile.read_bytes()) > 1_000) for each in intents] != [
            ("/GTS_PDFA1", True)
        ]:
            yield "no colours that are its own"
        if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
            yield "no tags"
        for forbidden in ("/OpenAction", "/AA", "/AcroForm", "/Collection", "/Perms", "/Requirements"):
            if forbidden in root:
                yield forbidden
        if "/JavaScript" in root.get("/Names", {}):
            yield "/JavaScript"
        for each in objects:
            yield from _faults_of(each)
        files = [each.objgen for each in objects if each.get("/Type") == "/Filespec"]
        if sorted(each.objgen for each in root.get("/AF", [])) != sorted(files):
            yield "files that belong to nothing, or twice"


def _faults_of(each: Any) -> Iterator[str]:
    kind = str(each.get("/Type", ""))
    if "/S" in each and "/P" in each and str(each.S)[1:] not in STRUCTURE:
        yield f"the structure {each.S}"
    if "/JS" in each or (kind == "/Action" and str(each.S) not in ACTIONS):
        yield f"it acts: {each.S}"
    if kind == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()):
        yield f"{each.FontName} is not embedded"
    if kind == "/Font" and "/DescendantFonts" in each and "/ToUnicode" not in each:
        yield f"{each.BaseFont} has no letters"
    if kind == "/Font" and "/DescendantFonts" not in each and "/FontDescriptor" not in each:
        yield "a font that is not embedded"
    if each.get("/Subtype") == "/Image" and each.get("/Interpolate"):
        yield "a picture that each reader shows differently"
    if isinstance(each, pikepdf.Stream) and {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
        yield "a stream that is somewhere else"
    if "/LZWDecode" in str(each.get("/Filter", "")):
        yield "LZW"
    if kind == "/Annot" and int(each.get("/F", 0)) & 0b100111 != 0b100:
        yield "an annotation that is not printed"
    if kind == "/Filespec":
        inside = each.EF.F
        if not {"/F", "/UF", "/AFRelationship", "/Desc"} <= set(each.keys()) or "/Subtype" not in inside:
            yield "a file that does not say what it is"
        if "/ModDate" not in inside.Params:
            yield "a file without a date"


def test_it_is_all_that_an_archive_asks_for(write: Write) -> None:
    content = door.pdf(write(BODY, archive=True, enclosed=[RECORD, TABLE]))
    assert list(faults(content)) == []
    words = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert all(each in words for each in ("How we share", "Zoë Łuk", "To know who", "☐", "The end"))


def test_a_document_that_is_not_for_the_archive_is_seen_not_to_be(write: Write) -> None:
    found = list(faults(door.pdf(write(BODY))))
    assert "it claims to be (None, None)" in found
    assert "no colours that are its own" in found
    assert "a picture that each reader shows differently" in found
    assert "an annotation that is not printed" in found


def test_an_enclosed_file_comes_out_as_it_went_in(write: Write) -> None:
    content = door.pdf(write("<p>Words.</p>", archive=True, enclosed=[RECORD, TABLE]))
    with pikepdf.open(BytesIO(content)) as made:
        # As readers look them up: in the order of their names.
        names = list(made.Root.Names.EmbeddedFiles.Names)[::2]
        assert names == [TABLE.name, RECORD.name]
        for each, sent in zip(made.Root.AF, (TABLE, RECORD), strict=True):
            inside = each.EF.F
            assert (each.F, each.UF, each.Desc) == (sent.name, sent.name, sent.description)
            assert (each.AFRelationship, inside.Subtype) == (f"/{sent.relationship}", f"/{sent.media_type}")
            assert (inside.read_bytes(), inside.Params.Size) == (sent.content, len(sent.content))
            changed = datetime.strptime(str(inside.Params.ModDate), "D:%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
            assert abs((datetime.now(UTC) - changed).total_seconds()) < 60


def test_two_files_of_the_same_content_keep_what_they_are(write: Write) -> None:
    """WeasyPrint tells files apart by their content when it says what they are to the document."""
    same = RECORD._replace(name="other.json", description="Another")
    content = door.pdf(write("<p>Words.</p>", archive=True, enclosed=[RECORD, same]))
    assert list(faults(content)) == []
    with pikepdf.open(BytesIO(content)) as made:
        assert [str(each.Desc) for each in made.Root.AF] == [RECORD.description, "Another"]


@pytest.mark.parametrize(
    "name",
    ["Sam Rivers.json", "../AGR.json", "a/b.json", "", ".json", "Zoë.json", "a\0.json", f"{'a' * 81}", "a\n"],
)
def test_a_file_is_named_by_a_reference_and_by_nobody(write: Write, name: str) -> None:
    with pytest.raises(ValueError, match="name of a reference"):
        door.pdf(write("<p>Words.</p>", archive=True, enclosed=[RECORD._replace(name=name)]))


@pytest.mark.parametrize("media_type", ["json", "text/csv,x", "text/csv;base64", "", "text/html\n"])
def test_a_file_says_what_kind_it_is(write: Write, media_type: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        door.pdf(write("<p>Words.</p>", archive=True, enclosed=[RECORD._replace(media_type=media_type)]))


def test_two_files_of_one_name_are_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="one name"):
        door.pdf(write("<p>Words.</p>", archive=True, enclosed=[RECORD, RECORD._replace(content=b"")]))


def test_only_an_archive_encloses_files(write: Write) -> None:
    with pytest.raises(ValueError, match="for the archive"):
        door.pdf(write("<p>Words.</p>", enclosed=[RECORD]))


def test_a_file_in_the_template_is_none_of_ours(write: Write, tmp_path: Any) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    body = f'<p>Words. <a rel="attachment" href="file://{tmp_path}/secret.txt">File</a></p>'
    with pikepdf.open(BytesIO(door.pdf(write(body, archive=True)))) as made:
        assert "/AF" not in made.Root


def test_signs_that_no_font_has_are_noted(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    """They would be empty boxes in the archive. A sign that no alphabet has stands for those of far languages."""
    with caplog.at_level(logging.ERROR, "governance.documents.archive"):
        door.pdf(write("<p>Words.</p>", archive=True))
        assert not caplog.records
        door.pdf(write("<p>Words \U0010fffd.</p>", archive=True))
    [noted] = [each for each in caplog.records if each.name == "governance.documents.archive"]
    assert noted.getMessage() == "How we share: it has signs that no font of this machine has"
