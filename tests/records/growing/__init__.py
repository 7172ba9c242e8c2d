"""The organisations' own migrations and, after them, some as the years may bring: each changes the table and then
writes to it in the same run.
"""

from pkgutil import iter_modules

from governance.organisations import migrations

NEWEST = max(module.name for module in iter_modules(migrations.__path__))
__path__ = [*__path__, *migrations.__path__]
