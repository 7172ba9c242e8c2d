"""Where we look for what we hold about somebody, apart from what Sharewell gathers by itself (section 11)."""

from typing import NamedTuple


class Place(NamedTuple):
    """A place on the worklist of a request, and what to look for there."""

    name: str
    hint: str


PLACES = (
    Place("Sharewell, what it gathers by itself", "Press “Gather what we hold”, and read each part"),
    Place("Papers and files kept in Sharewell", "Scans of signed forms, letters, court orders"),
    Place("Stop and Checks and service closures", "Whether they are in a list that went to somebody"),
    Place("Recordings, pictures and films", "What they show and say of them"),
    Place("The care record of each service", "All that is written about them, and since when"),
    Place("E-mail", "The team’s mailbox, and those of whoever worked with them"),
    Place("Paper", "Files, notebooks, the archive"),
    Place("Telephones", "Text messages and voicemail on work phones"),
    Place("Cameras (CCTV)", "Only for a day and a place that they name, as long as it is kept"),
    Place("Partners", "Whoever holds something for us or with us"),
)
