"""Every scheduled job in plain words: what it is for, how often it runs, and what its numbers count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab
from django.conf import settings

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
# Name in the schedule → what it is for, and what it counts.
WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sweep": ("Looks for what falls due, and tells those who are to know", ("flagged", "messages")),
    "forget": ("Removes sign-ins that have ended", ()),
    "run_asked": ("Passes on the runs that somebody asked for here", ("taken up",)),
    "forget_runs": ("Removes what this page knows of runs long ago", ("removed",)),
    "seal": ("Seals what was written into the ledger", ()),
    "deliver": ("Sends messages by email", ("taken up",)),
    "digest": ("Puts together one mail a day for those who chose that", ("ordered",)),
    "hand_over_cases": ("Hands cases to a colleague where a manager asked for it", ("taken up",)),
    "deliver_digests": ("Sends the mails of the day", ("taken up",)),
    "render": ("Makes PDFs", ("taken up",)),
    "invite": ("Sends partners their links for signing", ("taken up",)),
    "check": ("Looks through files of Stop and Check, and sends links to recipients", ("taken up",)),
    "hand_over": ("Sends new providers their links for signing", ("taken up",)),
    "forget_files": ("Deletes files of Stop and Check that nobody needs any more", ("deleted",)),
    "clean": ("Checks files that were put in", ("taken up",)),
    "export": ("Makes spreadsheets and PDFs of lists", ("taken up",)),
    "forget_exports": ("Deletes lists that were made yesterday", ("deleted",)),
    "bring_in": ("Reads older logs of agreements", ("taken up",)),
    "clear_up": ("Deletes files that belong to nothing", ("deleted",)),
    "clear_up_logs": ("Deletes older logs that belong to nothing", ("deleted",)),
    "begin": ("Begins conversations about sharing that are missing", ("begun",)),
    "state": ("Asks for the yearly statement about opt-outs", ()),
    "report_candour": ("Asks for the yearly report on the duty of candour", ()),
    "run_out": ("Marks impact assessments whose agreement has run out", ("marked",)),
    "move": ("Moves what names a merged organisation to the one that remains", ("moved",)),
    "count": ("Counts what the overview shows", ("figures",)),
    "pack": ("Makes evidence packs", ("taken up",)),
    "forget_packs": ("Deletes evidence packs that were kept long enough", ("deleted",)),
    "gather": ("Gathers what we hold about people who asked for it", ("taken up",)),
    "publish": ("Publishes policies whose day has come", ("published",)),
}


@dataclass(frozen=True)
class Job:
    """One job of the schedule. seconds: from one run to the next."""

    name: str
    task: str
    words: str
    counts: tuple[str, ...]
    every: str
    seconds: int

    @property
    def is_kept(self) -> bool:
        """Whether each of its runs is kept. Of those that run every few seconds only the last moment is."""
        return self.seconds > MINUTE

    def is_late(self, last: datetime | None, at: datetime, *, since: datetime | None) -> bool:
        """Whether it should have run again by now, with some patience. since: when the first job of all ran."""
        last = last or since
        return last is not None and at - last > timedelta(seconds=2 * self.seconds + MINUTE)

    def did(self, numbers: list[int]) -> str:
        """What a run did, in words."""
        return ", ".join(f"{number} {what}" for number, what in zip(numbers, self.counts, strict=False))


def _rhythm(schedule: Any) -> tuple[str, int]:
    """How often, in words and in seconds. schedule: seconds, or the minute and hour on the clock in London."""
    if not isinstance(schedule, crontab):
        return ("every minute", MINUTE) if schedule == MINUTE else (f"every {schedule} seconds", schedule)
    if len(schedule.hour) == 1:
        return f"every day at {min(schedule.hour):02}:{min(schedule.minute):02}", DAY
    if len(schedule.minute) == 1:
        return "every hour", HOUR
    minutes = HOUR // MINUTE // len(schedule.minute)
    return f"every {minutes} minutes", minutes * MINUTE


def _jobs() -> dict[str, Job]:
    found = {}
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        words, counts = WORDS[name]
        found[name] = Job(name, entry["task"], words, counts, *_rhythm(entry["schedule"]))
    return found


JOBS = _jobs()
OF_TASK = {job.task: job for job in JOBS.values()}
