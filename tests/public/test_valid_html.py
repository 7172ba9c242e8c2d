"""Every page that anyone may read is valid HTML, as html-validate reads the standard."""

import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from governance.config import machine
from governance.policies.models import PolicyVersion
from governance.privacy_notices.models import NoticeVersion
from governance.public.pages import PAGES

VALIDATOR = machine.FRONTEND / "node_modules/html-validate/bin/html-validate.mjs"


@pytest.mark.django_db
def test_every_public_page_is_valid_html(settings: object, tmp_path: Path) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    call_command("demo", verbosity=0)
    pages = [
        *PAGES,
        *(
            f"/policies/{slug}/"
            for slug in PolicyVersion.objects.published().values_list("policy__slug", flat=True)
        ),
        *(version.notice.address for version in NoticeVersion.objects.published().select_related("notice")),
        *(version.address for version in NoticeVersion.objects.readable().select_related("notice")),
        "/concerns/follow/",
        "/rights/follow/",
        "/accounts/login/",
    ]
    for number, page in enumerate(pages):
        answer = Client().get(page)
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
