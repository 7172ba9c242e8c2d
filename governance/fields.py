from governance.config.forms import DateField, DateTimeField

__all__ = ["DateField", "DateTimeField"]
