"""The cockpit for a room: one file, served to any number of browsers, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
import re
import signal
import socket
import webbrowser
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import click

from casestudy.app.processes import check_port
from casestudy.app.words import words
from casestudy.errors import InputError

EVERYBODY = ("0.0.0.0", "::")
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


def headers_of(text: str, frame: str = "") -> dict[str, str]:
    r"""What the answer says of the page: what it may do, and who may show it inside their own.

    Parameters
    ----------
    text : str
        The page; what it may do stands in its head.
    frame : str
        The site that may show it inside its own pages, such as a learning platform; none if empty.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> page = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    >>> headers_of(page)["Content-Security-Policy"]
    "default-src 'none'; frame-ancestors 'none'"
    """
    policy = _POLICY.search(text)[1]
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": f"{policy}; frame-ancestors {frame or repr('none')}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
    return headers if frame else headers | {"X-Frame-Options": "DENY"}


def site(origin: str) -> str:
    """A site as browsers name it: its scheme, its host, and its port where it has one.

    Raises
    ------
    InputError
        If it is anything else.

    Examples
    --------
    >>> site("https://learn.example.org/")
    'https://learn.example.org'
    """
    with suppress(ValueError):
        parts = urlsplit(origin)
        host = re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?", parts.netloc)
        rest = parts.path.strip("/") or parts.query or parts.fragment
        if parts.scheme in ("http", "https") and host and not rest:
            return f"{parts.scheme}://{parts.netloc}"
    raise InputError(
        f"--allow-frame: expected the address of a site, such as https://learn.example.org, "
        f"not {origin!r}"
    )


def addresses(address: str, port: int) -> list[str]:
    """Where the page can be opened, from other devices first.

    Examples
    --------
    >>> addresses("localhost", 8866)
    ['http://localhost:8866/']
    """
    hosts = [*_own_hosts(), "localhost"] if address in EVERYBODY else [address]
    return [f"http://{f'[{h}]' if ':' in h else h}:{port}/" for h in dict.fromkeys(hosts)]


def room(address: str) -> dict[str, Any]:
    """An address for the page to show: as text, and as a QR code for phones.

    Returns
    -------
    dict
        `address`, and `code`: a row of the picture as a text of ones (dark) and zeros.

    Raises
    ------
    InputError
        If the package that makes the picture is not installed.
    """
    _needs("segno")
    import segno

    matrix = segno.make(address, error="m").matrix
    return {"address": address, "code": ["".join(map(str, line)) for line in matrix]}


def _needs(package: str) -> None:
    if find_spec(package) is None:
        raise InputError(f"{package} is not installed; install casestudy with its extra 'serve'")


def _own_hosts() -> Iterator[str]:
    """Addresses of this computer in its network, the one that leads outside first."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # chooses a way out, and sends nothing
        yield probe.getsockname()[0]
    with suppress(OSError):
        for host in socket.gethostbyname_ex(socket.gethostname())[2]:
            if not host.startswith("127."):
                yield host


def serve(
    text: str,
    *,
    port: int,
    address: str = "localhost",
    browser: bool = True,
    frame: str = "",
) -> int:
    """Serve a page until the command is ended.

    Parameters
    ----------
    text : str
        The page.
    port : int
    address : str
        Where to listen; `0.0.0.0` for everybody in the network.
    browser : bool
        Whether to open a browser.
    frame : str
        A site that may show the page inside its own.

    Returns
    -------
    int
        0 where a person ended it by Ctrl-C; 128 and the number of the signal where another did.

    Raises
    ------
    InputError
        If what it needs is not installed, the address of the site is none, or the port is taken.
    """
    for package in ("tornado", "segno"):
        _needs(package)
    headers = headers_of(text, site(frame) if frame else "")
    check_port(port, address)
    return asyncio.run(_served(text.encode("utf-8"), headers, port, address, browser=browser))


async def _served(
    page: bytes, headers: dict[str, str], port: int, address: str, *, browser: bool
) -> int:
    from tornado.web import Application

    ended = asyncio.get_running_loop().create_future()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C arrives as an exception
            asyncio.get_running_loop().add_signal_handler(
                number, lambda number=number: ended.done() or ended.set_result(number)
            )
    content = {"page": page, "packed": gzip.compress(page, mtime=0), "headers": headers}
    try:
        server = Application([("/", _page(), content)]).listen(port, address)
    except OSError as error:
        raise InputError(f"{address}, port {port}: cannot be used ({error.strerror})") from None
    found = addresses(address, port)
    _say(found, everybody=address in EVERYBODY)
    if browser:
        webbrowser.open(found[-1])
    try:
        number = await ended
    except asyncio.CancelledError:
        number = signal.SIGINT
    server.stop()
    await server.close_all_connections()
    return 0 if number == signal.SIGINT else 128 + number


def _page() -> type:
    """What answers a browser; made here, since not everybody has the server."""
    from tornado.web import RequestHandler

    class Page(RequestHandler):
        def initialize(self, page: bytes, packed: bytes, headers: dict[str, str]) -> None:
            self.page, self.packed, self.headers = page, packed, headers

        def get(self) -> None:
            for name, value in self.headers.items():
                self.set_header(name, value)
            small = "gzip" in self.request.headers.get("Accept-Encoding", "")
            if small:
                self.set_header("Content-Encoding", "gzip")
            self.finish(self.packed if small else self.page)

        head = get

    return Page


def _say(found: list[str], *, everybody: bool) -> None:
    import segno

    click.echo(words("serve.there", addresses=found))
    if everybody:
        segno.make(found[0], error="l").terminal(compact=True)
    else:
        click.echo(words("serve.for_a_room"))
