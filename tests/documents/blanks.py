"""What stands on a blank, as it is drawn now."""

import re
from html import unescape

from django.template.loader import render_to_string

from governance.resources.blanks import BLANKS


def words(key: str) -> str:
    """All its words in one line, without the look of it."""
    source = BLANKS[key].source()
    _, _, body = render_to_string(source.template, source.context).partition("<body>")
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
