"""The table, and what a person costs, in words and Markdown."""

import os
import platform
from typing import Any

Result = dict[str, Any]
KINDS = {
    "a person with their case": (
        "people_person",
        "people_historicalperson",
        "people_case",
        "people_historicalcase",
    ),
    "their consents": ("consents_consent", "consents_historicalconsent"),
    "their deadlines": ("deadlines_deadline",),
    "the ledger of it all": ("ledger_event",),
}


def machine() -> str:
    """What it ran on, as far as it matters to a reader."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}, Python {platform.python_version()}"


def words(results: list[Result]) -> str:
    """Everything that a run found, as Markdown."""
    return "\n\n".join([f"Measured on {machine()}.", _table(results), _costs(results)]) + "\n"


def reached(results: list[Result]) -> bool:
    """Whether every figure that has a reach is within it, at every size and from size to size."""
    figures = [figure for result in results for figure in result["figures"]]
    return all(figure["reached"] is not False for figure in figures) and not any(
        _grows_too_fast(figure, results) for figure in results[-1]["figures"]
    )


def plans(result: Result) -> str:
    """The plans of the hot queries, page by page."""
    parts = [f"# Plans of the hot queries, at {result['people']:,} people"]
    where = ""
    for plan in result["plans"]:
        if plan["where"] != where:
            where = plan["where"]
            parts.append(f"## {where[:1].upper()}{where[1:]}")
        parts.append("```\n" + "\n".join([plan["about"], *plan["steps"]]) + "\n```")
    return "\n\n".join(parts) + "\n"


def _table(results: list[Result]) -> str:
    sizes = [f"{result['people']:,}" for result in results]
    rows = [["operation", "beside", "reach", *sizes, "growth"], ["---"] * (len(sizes) + 4)]
    for figure in results[-1]["figures"]:
        cells = [_cell(_same(figure, result)) for result in results]
        rows.append(
            [figure["operation"], figure["yardstick"], figure["reach"], *cells, _growth(figure, results)]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(figure: Result) -> str:
    taken = figure["milliseconds"]
    shown = figure["shown"] + (
        f" ({taken:,.2f} ms)" if taken is not None and taken < 100 else f" ({taken:,.0f} ms)" if taken else ""
    )
    if figure["reach"] and figure["reached"] is None:
        return f"{shown}, not judged"
    return f"**MISSED** {shown}" if figure["reached"] is False else shown


def _growth(figure: Result, results: list[Result]) -> str:
    grown = _grown(figure, results)
    if grown is None:
        return ""
    limit = f", ≤ {figure['growth']:g}×" if figure["growth"] else ""
    return f"{'**MISSED** ' if _grows_too_fast(figure, results) else ''}{grown:.2f}×{limit}"


def _grows_too_fast(figure: Result, results: list[Result]) -> bool:
    grown = _grown(figure, results)
    return bool(figure["growth"] and grown and grown > figure["growth"])


def _grown(figure: Result, results: list[Result]) -> float | None:
    """How many times as long it takes at the largest size as at the smallest.

    Where that is judged, in multiples of its yardstick, which does the same at every size: a machine that was
    slower for some minutes would otherwise look like growth.
    """
    first = _same(figure, results[0])
    if len(results) == 1 or not figure["milliseconds"] or not first["milliseconds"]:
        return None
    grown: float = figure["milliseconds"] / first["milliseconds"]
    if figure["growth"]:
        grown /= figure["yardstick_milliseconds"] / first["yardstick_milliseconds"]
    return grown


def _same(figure: Result, result: Result) -> Result:
    name = (figure["operation"], figure["yardstick"])
    return next(each for each in result["figures"] if (each["operation"], each["yardstick"]) == name)


def _costs(results: list[Result]) -> str:
    """Bytes for each person more, from the smallest to the largest size."""
    small, large = results[0], results[-1]
    more = large["people"] - small["people"] or large["people"]

    def bytes_of(tables: tuple[str, ...]) -> float:
        before = 0 if small is large else sum(small["sizes"].get(table, (0, 0))[1] for table in tables)
        return (sum(large["sizes"].get(table, (0, 0))[1] for table in tables) - before) / more

    rows = [["each person more adds", "bytes on the disk, indexes included"], ["---", "---"]]
    rows += [[words, f"{bytes_of(tables):,.0f}"] for words, tables in KINDS.items()]
    rows.append(["all together", f"{bytes_of(tuple(large['sizes'])):,.0f}"])
    loaded = f"Loading {large['people']:,} people took {large['loaded_seconds']:.0f} s."
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + f"\n\n{loaded}"
