"""Writing files whole: a kill at any moment leaves the old files or the new ones, never a mix.

A file is written beside its place under a name of our own and moved there when it is complete.
Several files of one folder are moved by a journal, which stands in the folder until the last of
them is in place: whoever comes next does what it says. One program at a time writes in a folder,
so that parts which a writer finds there belong to nobody who is still alive.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from casestudy.errors import InputError

PATIENCE = 30.0  # seconds to wait for another program that writes in the same folder
KEPT = "kept"
_JOURNAL = ".casestudy-journal.json"
_PART = re.compile(r"\..+\.[0-9a-f]{8}\.casestudy-part")
_LARGEST_JOURNAL = 1_000_000
_LARGEST_COPY = 1_000_000_000

# The folders in which this thread is the one that writes.
_HELD = threading.local()


def quoted(text: str) -> str:
    """Text in double quotes as YAML reads it; what cannot be seen is written as its number."""
    letters = (
        f"\\U{ord(letter):08X}" if letter in '"\\' or not letter.isprintable() else letter
        for letter in text
    )
    return f'"{"".join(letters)}"'


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that it is either the old one or the new one, never a part.

    Parameters
    ----------
    path : Path
        File to write; its folder is made if missing. A link stays one.
    content : str or bytes
        Text is written in UTF-8.

    Raises
    ------
    InputError
        If the place cannot be written to; what stood there before is untouched.
    """
    target = Path(os.path.realpath(path))
    with _explained(path), sole_writer(target.parent):
        part = _write_part(target, content)
        try:
            os.replace(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def write_together(folder: Path, contents: Mapping[str, str | bytes | None]) -> None:
    """Write several files of a folder so that either all are the new ones or all the old ones.

    Parameters
    ----------
    folder : Path
        Made if missing.
    contents : mapping of str to str, bytes or None
        Content of each file by its name, text in UTF-8; None takes a file away.

    Raises
    ------
    InputError
        If a place cannot be written to; what stood there before is untouched.

    Notes
    -----
    A program that is killed before the journal stands has changed nothing; after that, `settle`
    or the next writer finishes its work. A file that somebody changed in between is kept aside.
    """
    folder = Path(os.path.realpath(folder))
    moves: dict[str, str] = {}
    old: dict[str, str] = {}
    name = next(iter(contents), "")
    try:
        with sole_writer(folder):
            try:
                for name, content in contents.items():
                    target = folder / name
                    if os.path.lexists(target):
                        old[name] = _second_name(target).name
                    if content is not None:
                        moves[name] = _write_part(target, content).name
                gone = [n for n, content in contents.items() if content is None]
                try:
                    _commit(folder, moves, gone)
                except BaseException:
                    # Only what has changed is put back: another file may be held by somebody.
                    changed = [n for n in contents if not _stands(folder, n, old.get(n))]
                    if changed:
                        back = {n: old[n] for n in changed if n in old}
                        _commit(folder, back, [n for n in changed if n not in old])
                    else:
                        (folder / _JOURNAL).unlink(missing_ok=True)
                    raise
            finally:
                if not (folder / _JOURNAL).exists():
                    _sweep(folder)
    except OSError as error:
        place = Path(error.filename2 or error.filename or folder / name)
        shown = place if place.name in contents else folder / name
        raise InputError(f"{shown}: cannot be written ({error.strerror})") from None


def settle(folder: Path) -> None:
    """Finish what a program had begun to write in a folder when it was ended.

    Raises
    ------
    InputError
        If it cannot be finished here.
    """
    if not os.path.lexists(folder / _JOURNAL):
        return
    try:
        with sole_writer(Path(os.path.realpath(folder))):
            pass
    except OSError as error:
        raise InputError(
            f"{folder}: files were being replaced here when the program was ended, and this "
            f"cannot be finished ({error.strerror}); allow writing in the folder and try again"
        ) from None


@contextmanager
def sole_writer(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Be the only program of ours that writes in a folder; finish first what a killed one left.

    Parameters
    ----------
    folder : Path
        Made if missing, and taken away again if nothing came of it.
    patience : float
        Seconds to wait for another program.

    Raises
    ------
    InputError
        If another program writes there for longer.
    OSError
        If the folder cannot be made.
    """
    folder = Path(os.path.realpath(folder))
    held: set[Path] = _HELD.__dict__.setdefault("folders", set())
    if folder in held:
        yield
        return
    made: list[Path] = []
    try:
        with _locked(folder, patience, made):
            held.add(folder)
            try:
                _finish(folder)
                _sweep(folder)
                yield
            finally:
                held.discard(folder)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir()  # only if it is empty
        raise


def keep_aside(path: Path) -> Path:
    """Copy a file into the folder `kept` beside it, under a name that is free.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Path
        The copy, as in `kept/skus.kept-1.csv`.

    Raises
    ------
    InputError
        If it cannot be read or copied.
    """
    folder = path.parent / KEPT
    if path.stat().st_size > _LARGEST_COPY:
        raise InputError(
            f"{path}: is too large to keep a copy of; nothing was changed. Move it to another place"
        )
    with _explained(folder), sole_writer(folder):
        names = (folder / f"{path.stem}.kept-{n}{path.suffix}" for n in count(1))
        copy = next(name for name in names if not os.path.lexists(name))
        part = _part_of(copy)
        shutil.copyfile(path, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, copy)
    return copy


@contextmanager
def whole_folder(folder: Path, *, replace: bool = False) -> Iterator[Path]:
    """Fill a folder so that it stands there whole, or not at all.

    Parameters
    ----------
    folder : Path
        Folders above it are made if missing, and taken away again if nothing came of it.
    replace : bool
        Whether one that stands there may go aside, to `name_aside`.

    Yields
    ------
    Path
        Where to write meanwhile, beside its place.

    Raises
    ------
    InputError
        If something stands there and may not be replaced, or the place cannot be written to; what
        stood there before is untouched.
    """
    folder = Path(os.path.realpath(folder))
    with _explained(folder), sole_writer(folder.parent):
        for left in folder.parent.glob(f".{folder.name[:100]}.*.casestudy-part"):
            shutil.rmtree(left, ignore_errors=True)  # of a program that was ended
        part = _part_of(folder)
        try:
            os.mkdir(part)
            yield part
            _put_in_place(part, folder, replace)
        except InputError as error:
            shutil.rmtree(part, ignore_errors=True)
            raise InputError(str(error).replace(str(part), str(folder))) from None
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        _synced(folder.parent)


def check_folder(folder: Path, sign: str, called: str, *, replace: bool) -> None:
    """Refuse a place for a folder where something stands that may not go aside.

    Parameters
    ----------
    folder : Path
    sign : str
        A file by which an earlier one is known: anything else that stands there belongs to somebody
        who gave the wrong name.
    called : str
        What such a folder is, as in "kit".
    replace : bool
        Whether an earlier one may go aside.

    Raises
    ------
    InputError
    """
    if not os.path.lexists(folder):
        return
    if not replace:
        raise InputError(
            f"{folder}: exists already; nothing was changed. Give another name, or --force to put "
            "it aside"
        )
    if not (folder / sign).is_file():
        raise InputError(
            f"{folder}: is no earlier {called}; nothing was changed. Give another name"
        )


def name_aside(folder: Path) -> Path:
    """The name under which a folder goes aside, such as `room.kept-1`: the first that is free."""
    names = (folder.with_name(f"{folder.name}.kept-{n}") for n in count(1))
    return next(name for name in names if not os.path.lexists(name))


def _put_in_place(part: Path, folder: Path, replace: bool) -> None:
    """Move a whole folder to its place, and what stands there aside."""
    if not os.path.lexists(folder):
        os.rename(part, folder)
        return
    if not replace:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
    aside = name_aside(folder)
    os.rename(folder, aside)
    try:
        os.rename(part, folder)
    except BaseException:
        os.rename(aside, folder)
        raise


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


# -- One at a time


@contextmanager
def _locked(folder: Path, patience: float, made: list[Path]) -> Iterator[None]:
    """Hold the lock of a folder: on the folder itself, so that nothing stands in it.

    Folders that had to be made are added to `made`.
    """
    until = time.monotonic() + patience
    while True:
        made += _make(folder)
        try:
            handle = _open_locked(folder, until)
        except (ImportError, OSError):  # Windows, and network folders that know no such lock
            break
        try:
            if _is_at(handle, folder):
                yield
                return
        finally:
            os.close(handle)
    import tempfile

    from filelock import FileLock, Timeout

    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    user = getattr(os, "getuid", lambda: "")()
    lock = FileLock(Path(tempfile.gettempdir()) / f"casestudy-{user}-{mark}.lock")
    try:
        lock.acquire(timeout=max(0.0, until - time.monotonic()))
    except Timeout:
        raise _busy(folder) from None
    try:
        yield
    finally:
        lock.release()


def _open_locked(folder: Path, until: float) -> int:
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _busy(folder) from None
                time.sleep(0.01)
    except BaseException:
        os.close(handle)
        raise


def _is_at(handle: int, folder: Path) -> bool:
    """Whether a folder is still where it was: who made it may have failed while we waited."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(folder))
    except FileNotFoundError:
        return False


def _busy(folder: Path) -> InputError:
    return InputError(f"{folder}: another program is writing here; try again when it has ended")


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; those that were missing."""
    made = []
    for path in reversed([p for p in (folder, *folder.parents) if not p.exists()]):
        with suppress(FileExistsError):
            os.mkdir(path)
            made.append(path)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    return made


# -- Parts


def _part_of(target: Path) -> Path:
    # A long name is cut: the part's own must not be longer than the system takes.
    return target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.casestudy-part")


def _write_part(target: Path, content: str | bytes) -> Path:
    """Write content beside a file, with the file's permissions; on failure leave nothing."""
    known = os.path.lexists(target)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.exists() and not target.is_file():  # a device would be gone for everybody
        raise OSError(errno.EINVAL, "Not an ordinary file", str(target))
    if known and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    raw = content.encode("utf-8") if isinstance(content, str) else content
    part = _part_of(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(part, flags, 0o666)  # less what the umask takes away
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if known and target.exists():
            os.chmod(part, target.stat().st_mode & 0o777)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _second_name(target: Path) -> Path:
    """What stands at a place now, under another name beside it."""
    second = _part_of(target)
    try:
        os.link(target, second, follow_symlinks=False)
    except OSError:  # a file system without links, or a folder in the way, which copying names
        shutil.copy2(target, second, follow_symlinks=False)
    return second


def _stands(folder: Path, name: str, second: str | None) -> bool:
    """Whether what stood at a place, known by its second name, stands there still."""
    if second is None:
        return not os.path.lexists(folder / name)
    try:
        return os.path.samestat(os.lstat(folder / name), os.lstat(folder / second)) or (
            _digest(folder / name) == _digest(folder / second)
        )
    except FileNotFoundError:
        return False


def _sweep(folder: Path) -> None:
    """Take away the parts that nobody will move any more."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in [e for e in entries if _PART.fullmatch(e.name)]:
            with suppress(OSError):
                os.unlink(entry.path)


# -- The journal


def _commit(folder: Path, moves: Mapping[str, str], gone: list[str]) -> None:
    """Move parts into place and take files away, as one."""
    was = {name: _digest(folder / name) for name in (*moves, *gone)}
    said = {"moves": dict(moves), "gone": gone, "was": was}
    journal = folder / _JOURNAL
    part = _write_part(journal, json.dumps(said))
    os.replace(part, journal)
    _synced(folder)
    _finish(folder)


def _finish(folder: Path) -> None:
    """Do what the journal of a folder says, however often it was begun before."""
    journal = folder / _JOURNAL
    said = _said_by(journal)
    if said is None:
        return
    for name, part in said["moves"].items():
        if os.path.lexists(folder / part):
            _keep_if_changed(folder / name, said["was"].get(name))
            os.replace(folder / part, folder / name)
    for name in said["gone"]:
        if os.path.lexists(folder / name):
            _keep_if_changed(folder / name, said["was"].get(name))
            (folder / name).unlink(missing_ok=True)
    _synced(folder)
    journal.unlink(missing_ok=True)


def _said_by(journal: Path) -> dict[str, Any] | None:
    """What a journal says; None if there is none. It may be anybody's: only our parts move."""
    if not journal.is_file():
        return None
    try:
        small = journal.stat().st_size <= _LARGEST_JOURNAL
        said = json.loads(journal.read_bytes()) if small else None
        places = [*said["moves"], *said["gone"]]
        parts = list(said["moves"].values())
        known = isinstance(said["was"], dict)
        if known and all(map(_is_plain, places)) and all(map(_PART.fullmatch, parts)):
            return said
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise InputError(f"{journal}: is no journal of ours; take it away to go on")


def _is_plain(name: str) -> bool:
    return Path(name).name == name and "/" not in name and "\\" not in name


def _keep_if_changed(target: Path, was: str | None) -> None:
    now = _digest(target)
    if now is not None and now != was:
        keep_aside(target)


def _digest(path: Path) -> str | None:
    """SHA-256 of a file's content; None where no file is."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _synced(folder: Path) -> None:
    """Let the moves survive a loss of power, where the system can say so of a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
