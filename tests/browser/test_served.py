"""The page as `casestudy serve` serves it: to a room, with nothing beside it, until it is ended."""

import signal
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from seeing import Watched, eventually, free_port, running

import casestudy as cs
from casestudy.app.serving import addresses
from casestudy.widgets.page import page_text

VISITORS = 40


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("a served page"), free_port()
    address = f"http://localhost:{port}/"
    command = ["serve", "--no-browser", "--port", str(port), "--scenario", "packaging"]
    with running(command, folder, address):
        yield address


def asked(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.read(), answer.headers


def test_it_answers_with_the_page_and_tells_browsers_to_be_strict(served):
    page, headers = asked(served)
    assert page.decode() == page_text(cs.load_case("packaging"))
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    packed, headers = asked(served, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(packed) < len(page) / 2


@pytest.mark.parametrize("path", ["other", "../etc/passwd", "%2e%2e/x", "cockpit.html", "static/"])
def test_it_serves_nothing_else(served, path):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        asked(served + path)


def test_visitors_move_their_own_sliders_and_nobody_elses(browser, served):
    pages = [Watched(browser, "localhost", 1280, 720) for _ in range(2)]
    for watched in pages:
        watched.page.goto(served)
        watched.page.get_by_role("slider").first.wait_for()
    first, second = (watched.page for watched in pages)
    before = second.get_by_role("slider").first.input_value()
    first.get_by_role("slider").first.press("ArrowLeft")
    expect(first.get_by_role("slider").first).not_to_have_value(before)
    expect(second.get_by_role("slider").first).to_have_value(before)
    for watched in pages:
        watched.is_clean()
        watched.page.close()


def test_a_room_arrives_at_once(served):
    with ThreadPoolExecutor(VISITORS) as room:
        pages = list(room.map(lambda _: asked(served)[0], range(VISITORS)))
    assert set(pages) == {page_text(cs.load_case("packaging")).encode()}


def is_there(address):
    try:
        asked(address)
    except OSError as error:
        raise AssertionError(error) from None


def start(*options, folder):
    return subprocess.Popen(
        [sys.executable, "-m", "casestudy", "serve", "--no-browser", *options],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_it_says_where_it_is_and_ends_when_it_is_told_to(browser, tmp_path):
    port = free_port()
    server = start("--port", str(port), "--address", "0.0.0.0", folder=tmp_path)
    eventually(lambda: is_there(f"http://localhost:{port}/"))
    first = addresses("0.0.0.0", port)[0]
    page = browser.new_page()
    page.goto(f"http://localhost:{port}/")
    page.get_by_role("button", name="Share", exact=True).click()
    code = page.get_by_role("img", name=f"QR code of {first}")
    dark = code.locator("path").get_attribute("d").count("M")
    assert dark == sum(map(sum, segno.make(first, error="m").matrix))
    # The plan's own code leads where the others are, though this page was opened on its machine.
    plan = page.get_by_role("img", name="QR code of the link to this page with this plan")
    (found,) = zxingcpp.read_barcodes(np.array(Image.open(BytesIO(plan.screenshot())).convert("L")))
    assert found.text.startswith(f"{first}#plan=CS1-")
    page.close()
    server.send_signal(signal.SIGINT)
    said, wrong = server.communicate(timeout=30)
    assert server.returncode == 0, wrong
    assert f"http://localhost:{port}/" in said
    assert len([line for line in said.splitlines() if set(line) & set("█▀▄")]) > 10
    with pytest.raises(urllib.error.URLError):
        asked(f"http://localhost:{port}/")


def test_a_port_in_use_is_refused_by_its_name(served, tmp_path):
    port = served.strip("/").rpartition(":")[2]
    server = start("--port", port, folder=tmp_path)
    _, said = server.communicate(timeout=60)
    assert server.returncode == 1
    assert f"--port {port}: cannot be used" in said


def test_a_learning_platform_may_show_it_when_it_is_named(browser, tmp_path):
    port = free_port()
    address = f"http://localhost:{port}/"
    (tmp_path / "course.html").write_text(f'<iframe width="900" height="700" src="{address}">')
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as learning:
        platform = f"http://127.0.0.1:{learning.server_port}"
        Thread(target=learning.serve_forever, daemon=True).start()
        options = ["--port", str(port), "--allow-frame", platform]
        with running(["serve", "--no-browser", *options], tmp_path, address):
            _, headers = asked(address)
            assert f"frame-ancestors {platform}" in headers["Content-Security-Policy"]
            assert headers["X-Frame-Options"] is None
            page = browser.new_page()
            page.goto(f"{platform}/course.html")
            page.frame_locator("iframe").get_by_role("slider").first.wait_for()
            page.close()
        learning.shutdown()


@pytest.mark.parametrize("site", ["*", "example.org", "https://a b", "https://x/path", "'self'"])
def test_a_site_that_is_none_is_refused(tmp_path, site):
    server = start("--port", str(free_port()), "--allow-frame", site, folder=tmp_path)
    _, said = server.communicate(timeout=60)
    assert server.returncode == 1
    assert "--allow-frame: expected the address of a site" in said
