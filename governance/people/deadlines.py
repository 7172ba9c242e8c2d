"""What falls due about a person: the birthdays that change who decides (handbook section 13, row 5)."""

from datetime import datetime

from governance.calendar import birthday, local_day
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import BIRTHDAY_LEADS
from governance.people.models import Person

BIRTHDAYS = {
    age: add(
        Rule(
            key=f"birthday_{age}",
            number=5,
            words=f"{age}th birthday, which changes who decides",
            leads=BIRTHDAY_LEADS.value,
            told=(Audience.WORKER,),
            can_be_overdue=False,
        )
    )
    for age in (16, 18)
}


def dues(person: Person, at: datetime) -> list[Due]:
    """The 16th and 18th birthday, as long as they are still to come."""
    if person.born_on is None or person.died_on is not None:
        return []
    days = {rule.key: birthday(person.born_on, age) for age, rule in BIRTHDAYS.items()}
    return [Due(key, on, until=on) for key, on in days.items() if on >= local_day(at)]
