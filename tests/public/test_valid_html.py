"""Every page that anyone may read is valid HTML, as html-validate reads the standard."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from governance.config import machine
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.privacy_notices.models import NoticeVersion

VALIDATOR = machine.FRONTEND / "node_modules/html-validate/bin/html-validate.mjs"

FORMS = ("/concerns/new/", "/rights/new/", "/concerns/follow/", "/rights/follow/", "/accounts/login/")


def _in_the_sitemap(visitor: Client) -> list[str]:
    found = re.findall(r"<loc>([^<]+)</loc>", visitor.get("/sitemap.xml").content.decode())
    return [urlsplit(address).path for address in found]


def _beside_it() -> Iterator[str]:
    """What search engines are not told of: older texts, two of them side by side, and pages for one reader."""
    for version in PolicyVersion.objects.readable().select_related("policy"):
        yield f"/policies/{version.policy.slug}/versions/{version.number}/"
    policy = PolicyVersion.objects.filter(state=State.SUPERSEDED).select_related("policy")[0].policy
    older, newer = policy.versions.readable().order_by("published_at").values_list("number", flat=True)[:2]
    yield f"/policies/{policy.slug}/compare/?{urlencode({'old': older, 'new': newer})}"
    yield from (version.address for version in NoticeVersion.objects.readable().select_related("notice"))
    yield from FORMS


@pytest.mark.django_db
def test_every_public_page_is_valid_html(settings: object, tmp_path: Path) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    call_command("demo", verbosity=0)
    visitor = Client()
    answers = {page: visitor.get(page) for page in [*_in_the_sitemap(visitor), *_beside_it()]}
    answers |= {f"{form} sent empty": visitor.post(form) for form in FORMS}
    for number, (page, answer) in enumerate(answers.items()):
        assert answer.status_code == 200, page
        # The address in its name, so that a complaint says which page it is about.
        name = f"{number:03}-{page.strip('/').replace('/', '-') or 'home'}.html"
        (tmp_path / name).write_bytes(answer.content)
    node, *_ = machine.node_and_npm()
    said = subprocess.run(
        [
            node,
            VALIDATOR,
            "--config",
            machine.FRONTEND / ".htmlvalidate.json",
            "--formatter",
            "text",
            tmp_path,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
