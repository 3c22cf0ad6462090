"""Fonts for names in other scripts: which are there, and what to install where one is missing."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

OWN = "DejaVu Sans"  # comes with matplotlib
# Families with the letters of other scripts, as the usual systems and packages name them; the
# first that has a letter draws it.
OTHERS = (
    "Noto Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK KR",
    "Noto Sans JP", "Noto Sans SC", "Noto Sans TC", "Noto Sans KR", "Noto Sans Arabic",
    "Noto Naskh Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Bengali",
    "Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Georgian", "Noto Sans Armenian",
    "Noto Sans Ethiopic", "Source Han Sans", "IPAexGothic", "IPAGothic", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Nanum Gothic", "NanumGothic", "Hiragino Sans", "PingFang SC",
    "Apple SD Gothic Neo", "Yu Gothic", "Meiryo", "MS Gothic", "Microsoft YaHei", "SimHei",
    "Malgun Gothic", "Segoe UI", "Nirmala UI", "Leelawadee UI", "Tahoma", "Arial Unicode MS",
)  # fmt: skip
# What to install, by the first word of a letter's Unicode name.
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH"}
ADVICE = {
    True: "Noto Sans CJK (Debian and Ubuntu: fonts-noto-cjk)",
    False: "Noto Sans (Debian and Ubuntu: fonts-noto-core)",
}


@cache
def families() -> tuple[str, ...]:
    """Families to draw with, the workbook's own first; only those that are installed.

    A family that is not there would be a warning on every picture.
    """
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return (OWN, *(family for family in OTHERS if family in there))


@cache
def _font(family: str) -> FT2Font:
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont(family))


def missing_letters(text: str) -> str:
    """Letters of a text that no installed font has, each once.

    Where some are missing, fonts installed since matplotlib last looked are taken in first.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> missing_letters("€ 12.5 million, –60% ≥ ½")
    ''
    """
    missing = _missing(text)
    if missing and _look_again():
        missing = _missing(text)
    return missing


def foreign_letters(text: str) -> str:
    """Letters of a text that the workbook's own font does not have, each once."""
    return _missing(text, (OWN,))


def _missing(text: str, among: tuple[str, ...] | None = None) -> str:
    letters = sorted({c for c in text if c.isprintable() and not c.isspace()})
    fonts = [_font(family) for family in among or families()]
    return "".join(c for c in letters if not any(f.get_char_index(ord(c)) for f in fonts))


@cache
def _look_again() -> bool:
    """Take in fonts that matplotlib's list, made at its first run, does not have yet; once."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {font.fname for font in fontManager.ttflist}
    found = [path for path in findSystemFonts() if path not in known]
    for path in found:
        try:
            fontManager.addfont(path)
        except (OSError, RuntimeError):  # no font that can be drawn with
            continue
    families.cache_clear()
    return bool(found)


def font_advice(text: str) -> list[str]:
    """What to install so that a text can be drawn, a sentence for each font; none if it can.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
    """
    missing = missing_letters(text)
    sentences = []
    for east_asian, advice in ADVICE.items():
        letters = [c for c in missing if _is_east_asian(c) == east_asian]
        if letters:
            more = f" and {len(letters) - 12} more" if len(letters) > 12 else ""
            sentences.append(
                f"no font here has {' '.join(letters[:12])}{more}: pictures and the PDF show boxes "
                f"in their place; install a font such as {advice}"
            )
    return sentences


def _is_east_asian(letter: str) -> bool:
    return unicodedata.name(letter, "").split(" ")[0] in EAST_ASIAN
