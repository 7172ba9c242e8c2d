"""Where a record has its page: one rule for everything that links to one."""


def address(register: str, reference: str = "", verb: str = "") -> str:
    """The address of a register's list, of a record of it, or of one step of that record.

    A name of two words has an underscore in code, and a hyphen in addresses, where it is easier to read and say.
    """
    parts = (register.replace("_", "-"), reference, verb)
    return "".join(f"/{part}" for part in parts if part) + "/"
