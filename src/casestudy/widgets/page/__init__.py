"""The cockpit as one page that needs no kernel: its data record, and the file that holds it all."""

from casestudy.widgets.page.file import page_text, write_page
from casestudy.widgets.page.record import page_record

__all__ = ["page_record", "page_text", "write_page"]
