"""The file that a resource is made of: the last that was kept with it, whatever became of it."""

from governance.attachments.models import Attachment
from governance.resources.models import Resource
from governance.resources.register import RESOURCES
from governance.resources.rules import Content


def file_of(resource: Resource) -> Attachment | None:
    if resource.content != Content.FILE:
        return None
    found: Attachment | None = Attachment.objects.of(resource, RESOURCES).last()
    return found
