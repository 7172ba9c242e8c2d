"""Public pages as Lighthouse sees them on a slow telephone, from the server as it runs in life."""

from collections.abc import Iterator

from tests import lighthouse
from tests.bench import over_http
from tests.bench.figures import Figure

PERFORMANCE = 95


def figures(policy: str) -> Iterator[Figure]:
    with over_http.serving() as port:
        pages = ("/", policy, "/how-we-share/", "/concerns/new/")
        for page, seen in zip(
            pages,
            lighthouse.look([f"http://localhost:{port}{page}" for page in pages], "performance"),
            strict=True,
        ):
            score = seen.scores["performance"]
            name = "a policy" if page == policy else page
            yield Figure(
                f"Lighthouse, performance: {name}",
                "100",
                f"≥ {PERFORMANCE}",
                f"{score}",
                score >= PERFORMANCE,
            )
