"""What the command line says, whatever it is said to: old encodings, full disks, closed streams."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from contextlib import suppress

HANDLER = "casestudy.plain"
# click takes a stream in ASCII for a mistake and writes UTF-8 to it; by this name it is one asked
# for, as every other encoding is.
_ASCII = "casestudy_ascii"
# A sign that an encoding lacks becomes others that say the same: −60% must never read as 60%.
_PLAIN = {
    **{"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "·": "*", "…": "...", "•": "*"},
    **{"→": "->", "←": "<-", "↔": "<->", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "±": "+/-"},
    **{"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"},
    **{"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY"},
    **{"₪": "ILS", "₴": "UAH", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₿": "BTC"},
    **{"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "œ": "oe"},
}


def plain(text: str) -> str:
    """Text in ASCII that says the same as far as it can; what nothing stands for is a `?`.

    Examples
    --------
    >>> plain("−60% of €7 → Škoda 株")
    '-60% of EUR7 -> Skoda ?'
    """
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter.isspace():
        return " "
    kept = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return kept or ("" if unicodedata.combining(letter) else "?")


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


def _find_ascii(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    as_it_is = codecs.lookup("ascii")
    return codecs.CodecInfo(
        *as_it_is,
        incrementalencoder=as_it_is.incrementalencoder,
        incrementaldecoder=as_it_is.incrementaldecoder,
        name=_ASCII,
    )


class _Closed(io.TextIOBase):
    """A stream that its owner closed: who writes to it is told so."""

    encoding = "utf-8"
    errors = HANDLER

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        raise OSError(9, os.strerror(9))


def prepare_streams() -> None:
    """Make the standard streams take any text, and refuse it in words where they are closed."""
    codecs.register_error(HANDLER, _handle)
    codecs.unregister(_find_ascii)  # does nothing where it is not there yet
    codecs.register(_find_ascii)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _Closed())
        elif hasattr(stream, "reconfigure"):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=_ASCII if ascii_only else None, errors=HANDLER)


def end_quietly(message: str) -> None:
    """Say one line on standard error if anybody can hear it; let nothing be written after it."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()
    for number, name in ((1, "stdout"), (2, "stderr")):
        # What is still held would be tried again at the very end, with a traceback.
        with suppress(OSError, ValueError):
            getattr(sys, name).flush()
            continue
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
