"""A planning folder or document <-> domain objects; every error names its place."""

from solver.workspace.atomic import replace_file, replace_folder
from solver.workspace.document import document_text, write_document
from solver.workspace.example import copy_example
from solver.workspace.folder import write_folder
from solver.workspace.reading import check_planning, read, read_document, read_folder

__all__ = [
    "check_planning",
    "copy_example",
    "document_text",
    "read",
    "read_document",
    "read_folder",
    "replace_file",
    "replace_folder",
    "write_document",
    "write_folder",
]
