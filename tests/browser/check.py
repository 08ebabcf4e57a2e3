"""Every built page in headless Chromium, in light and dark, on a desk and on a phone.

Fails on a request to another host, on a violation of WCAG level A or AA that axe finds, and on a page that is
wider than the screen. With a folder as argument it also leaves screenshots there.
"""

import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

PAGES = Path(__file__).resolve().parents[2] / "_build" / "html"
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def check(page, address, label, host, screenshots):
    """Faults of one page in one mode and width, as lines."""
    faults, requests = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address, wait_until="networkidle")
    faults += [f"{label}: asks {url}" for url in requests if not url.startswith((host, "data:", "blob:"))]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults += [f"{label}: {wide} px wider than the screen"] if wide > 0 else []
    for violation in Axe().run(page, options=LEVELS).response["violations"]:
        nodes = violation["nodes"]
        faults.append(f"{label}: {violation['id']} ({violation['impact']}), {len(nodes)} times, first at {nodes[0]['target']}")
    if screenshots:
        page.screenshot(path=screenshots / f"{label.replace('/', '-').replace(' ', '-')}.png", full_page=True)
    return faults, len(requests)


def main(screenshots=None):
    if screenshots:
        screenshots.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(PAGES)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}/"
    pages = sorted([*(PAGES / "book").glob("*.html"), *(PAGES / "notebooks").glob("*.html")])
    faults, seen, requests = [], 0, 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for width in (1280, 375):
            for mode in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode)
                for path in pages:
                    name = str(path.relative_to(PAGES))
                    found, asked = check(context.new_page(), host + name, f"{name} {width} {mode}", host, screenshots)
                    faults, seen, requests = faults + found, seen + 1, requests + asked
                context.close()
        browser.close()
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{seen} views of {len(pages)} pages, {requests} requests, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
