"""What a facilitator needs for a room, made from the scenario and its results."""

from casestudy.kit.agenda import FORMATS
from casestudy.kit.build import kit
from casestudy.kit.writing import write_kit

__all__ = ["FORMATS", "kit", "write_kit"]
