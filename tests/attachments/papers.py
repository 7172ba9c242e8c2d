"""Files as they come: good ones, and hostile ones, all made here."""

import zipfile
import zlib
from io import BytesIO
from struct import pack

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """White paper with a black line on it."""
    paper, content = Image.new("RGB", size, "white"), BytesIO()
    ImageDraw.Draw(paper).line((5, 5, size[0] - 5, 5), fill="black", width=3)
    paper.save(content, kind, **options)
    return content.getvalue()


def white() -> bytes:
    """Paper on which nobody drew."""
    content = BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "PNG")
    return content.getvalue()


def photograph() -> bytes:
    """A photograph that lies on its side and says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Spy Camera"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A picture that is small to send and would be gigabytes to look at."""
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pdf(pages: int = 1, **root: object) -> bytes:
    """A PDF of empty pages, with what is given in its catalogue."""
    content = BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        for name, value in root.items():
            made.Root[f"/{name}"] = value
        made.save(content)
    return content.getvalue()


def locked_pdf(user: str = "secret") -> bytes:
    content = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return content.getvalue()


def script() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def pdf_with_page(**page: object) -> bytes:
    """A PDF whose only page has this besides."""
    content = BytesIO()
    with pikepdf.new() as made:
        only = made.add_blank_page()
        for name, value in page.items():
            only.obj[f"/{name}"] = value
        made.save(content)
    return content.getvalue()


def pdf_with_attachment() -> bytes:
    content = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments["virus.exe"] = b"MZ"
        made.save(content)
    return content.getvalue()


def zipped() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return content.getvalue()


def upload(content: bytes, name: str = "Sam Rivers consent.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
