"""Several things at once, each on a connection of its own, as several people or workers would do them."""

from collections.abc import Callable, Iterable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from governance.records.actor import SHAREWELL, acting_as


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all `calls` at the same moment; gives what each returned, or the exception it raised."""
    results: list[Any] = [None] * len(calls)
    start = Barrier(len(calls))

    def run(place: int) -> None:
        try:
            start.wait(timeout=10)
            with acting_as(SHAREWELL):
                results[place] = calls[place]()
        except Exception as failure:
            results[place] = failure
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place], daemon=True) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def raised(results: Iterable[Any]) -> list[type[Exception]]:
    """The kinds of failure among what `together` gave."""
    return [type(result) for result in results if isinstance(result, Exception)]
