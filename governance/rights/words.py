"""Words about rights requests that stand in several places: for staff, for whoever asked, and in letters."""

from collections.abc import Mapping

from governance.rights.rules import Right

# What each right is, for somebody who chooses one.
EXPLAINED: Mapping[Right, str] = {
    Right.ACCESS: "You get a copy of it, without what is about other people.",
    Right.RECTIFICATION: "Tell us what is wrong, and what would be right.",
    Right.ERASURE: "Some things we must keep. We tell you which, and why.",
    Right.RESTRICTION: "For example while we look whether something is right.",
    Right.OBJECTION: "Tell us what we should stop doing.",
    Right.PORTABILITY: "You get what you gave us as a file that other computers can read.",
}
# What the IG team does about each.
TO_DO: Mapping[Right, str] = {
    Right.ACCESS: "Search each place, gather what we hold here, read each part, release it, and answer.",
    Right.RECTIFICATION: "Look at the record with them, put right what is wrong there, tell those who got it from us, "
    "and answer.",
    Right.ERASURE: "See what can be deleted and what must be kept, delete what can be, and answer with both.",
    Right.RESTRICTION: "Keep it, and use it for nothing but what they agree to, until you have looked into it. It "
    "stands on their page, and “may we share?” says so.",
    Right.OBJECTION: "Stop what they object to until you have weighed it. It stands on their page, and “may we "
    "share?” says so.",
    Right.PORTABILITY: "Search, gather and read what they gave us, release it, and give them the file.",
}
# Why not everything is deleted (handbook section 0): for staff, and in the answer to an erasure.
KEPT = (
    (
        "The record of their care",
        "Other laws say how long care records are kept. It is deleted when that time is over.",
    ),
    ("What they agreed to or refused", "We must be able to show that we kept to it."),
    (
        "What we shared, and why",
        "They, and others, may ask later who got what. The entry stays as long as that may be asked.",
    ),
    ("That they asked for this", "We must be able to show what we did."),
    (
        "Recordings, pictures and films",
        "These can be deleted: take back the yes to them, and each copy is deleted with proof. The entry stays.",
    ),
)
# What whoever is refused can do (Article 12(4)).
NEXT_STEPS = (
    ("Tell us that you do not agree", "Somebody else here looks at it again. Ring us or write to us."),
    (
        "Complain to the Information Commissioner’s Office (ICO)",
        "It looks after your rights: www.ico.org.uk, telephone 0303 123 1113. It costs nothing.",
    ),
    ("Go to court", "You can ask a court to decide. Get advice first, for example from Citizens Advice."),
)
