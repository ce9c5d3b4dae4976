"""Find Chromium, or install it: ``python -m scripts.chromium``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

#: Debian's Chromium without windows.
SHELL = "chromium-headless-shell"
#: A browser that asks nobody outside for anything; its camera is a test picture.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def executable(playwright: Playwright) -> str | None:
    """Give the path of a Chromium on this machine, if there is one: first of all the one made for having no window.

    The headless shell draws the same and needs half the time.
    """
    own = playwright.chromium.executable_path
    found = (shutil.which(name) for name in (SHELL, "chromium", "google-chrome"))
    return next(filter(None, found), own if Path(own).exists() else None)


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine, without a window."""
    path = executable(playwright)
    if path is None:
        raise SystemExit("there is no Chromium on this machine: python -m scripts.chromium installs it")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def install() -> None:
    """Install Chromium: Debian's headless shell as root, else Playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELL], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    with sync_playwright() as started:
        found = executable(started)
    if found is None or Path(found).name == "chromium":
        try:
            install()
        except subprocess.CalledProcessError as error:
            if found is None:
                raise
            print(f"{found} is used, as the quicker headless shell could not be installed: {error}", file=sys.stderr)
