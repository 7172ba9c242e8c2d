"""How something stands where no state is stored: worked out when read, and shown as a tag."""

from enum import Enum


class Stands(Enum):
    """Each way that it stands, with the words and the colour of its tag."""

    @property
    def label(self) -> str:
        return str(self.value[0])

    @property
    def colour(self) -> str:
        return str(self.value[1])
