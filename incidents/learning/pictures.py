"""The figures as a page shows them: a few facts in words, and a chart with its table for each question.

`link` gives the address of the list behind a number, or nothing: on paper there is none.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from math import ceil
from typing import Any

from governance.charts import Bars, Number, Row
from incidents.incidents.aspects import ASPECTS, NONE
from incidents.incidents.sorts import Certainty
from incidents.learning.figures import Figures

Link = Callable[[dict[str, str]], str]
Fact = dict[str, str]

# In the order of a page: the question, the title, what a row is, and whether answers that nobody gave stand there too.
CHARTS = (
    ("type", "By what sort", "Sort", False),
    ("cause", "By why it could happen", "Cause", False),
    ("told", "From when we knew until the people were told", "Until then", True),
    ("regulator", "Whether the regulator was told", "The regulator", True),
)
HOW_MANY = "Incidents"
MOST_HOURS = 48


def facts(figures: Figures, link: Link) -> list[Fact]:
    """What is said in a line each."""
    near_misses = figures.counts["certainty"][Certainty.NEAR_MISS]
    late = figures.counts["lessons"]["overdue"]
    counted = [
        ("Incidents", figures.total, {}),
        ("Of these, what was stopped in time", near_misses, {"certainty": Certainty.NEAR_MISS.value}),
        ("With something agreed that is overdue", late, {"lessons": "overdue"}),
    ]
    waited = [
        ("Half of the times, people were told within", figures.median),
        ("The longest time", figures.longest),
    ]
    return [
        *(_fact(words, f"{number:,}", link(asked) if number else "") for words, number, asked in counted),
        *(_fact(words, spell(time)) for words, time in waited if time is not None),
    ]


def charts(figures: Figures, link: Link) -> list[Bars]:
    """A chart for each question that has an answer, and one by service."""
    found = [
        Bars(question, title, of, (HOW_MANY,), tuple(_rows(figures, question, link, nothing=whole)))
        for question, title, of, whole in CHARTS
    ]
    services = tuple(
        Row(each.name, (Number(each.number, link({"service": str(each.pk or NONE)})),))
        for each in figures.services
    )
    found.insert(1, Bars("service", "By service", "Service", (HOW_MANY,), services))
    return [chart for chart in found if not chart.is_empty]


def frozen(figures: Figures) -> dict[str, Any]:
    """The same as data, so that a document says for ever what it said once."""

    def nowhere(asked: dict[str, str]) -> str:
        return ""

    return {
        "facts": facts(figures, nowhere),
        "charts": [
            {
                "key": chart.key,
                "title": chart.title,
                "of": chart.of,
                "rows": [[row.label, row.total] for row in chart.rows],
            }
            for chart in charts(figures, nowhere)
        ],
    }


def thawed(said: dict[str, Any]) -> list[Bars]:
    """The charts of what `frozen` kept."""
    return [
        Bars(
            each["key"],
            each["title"],
            each["of"],
            (HOW_MANY,),
            tuple(Row(label, (Number(count),)) for label, count in each["rows"]),
        )
        for each in said["charts"]
    ]


def spell(time: timedelta) -> str:
    """A time in words: hours for the first two days, then days; what has begun counts."""
    hours = ceil(time / timedelta(hours=1))
    if hours <= MOST_HOURS:
        return f"{hours} hour{'' if hours == 1 else 's'}" if hours else "less than an hour"
    days = ceil(time / timedelta(days=1))
    return f"{days} days"


def _rows(figures: Figures, question: str, link: Link, *, nothing: bool) -> Iterable[Row]:
    answers = ASPECTS[question].answers
    for code, count in figures.counts[question].items():
        if count or nothing:
            number = Number(count, link({question: code}) if count else "")
            yield Row(answers[code].words, (number,))


def _fact(key: str, value: str, url: str = "") -> Fact:
    return {"key": key, "value": value} | ({"url": url, "action": "Show"} if url else {})
