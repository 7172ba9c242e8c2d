"""The eight Caldicott Principles, in short (handbook section 1)."""

PRINCIPLES = (
    "Justify the purpose.",
    "Use it only when it is necessary.",
    "Use the minimum.",
    "Share with those only who need to know.",
    "Know your responsibilities.",
    "Keep to the law.",
    "Sharing for care matters as much as confidentiality.",
    "Tell people how their information is used.",
)
