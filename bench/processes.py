# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an idle town holds in memory, how soon it answers after it was started, and how soon after it was cloned."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .load import free_port, running, serving, until_ready
from .measure import Row, Spread, children, pss_mib, say
from .run import Run, program
from .towns import ROOT, environment

MIB, READY, CLONE = 200.0, 2.5, 60.0
_BARE = """
import sys
from wsgiref.simple_server import make_server
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("ok"))]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", INSTALLED_APPS=[
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"])
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
"""


def processes(run: Run) -> list[Row]:
    """All processes of ``concejo serve`` over a town of 10,000 posts, after one page and some seconds of quiet."""
    data = run.scratch.copy(10_000)
    try:
        held, soon, count = [], [], 0
        for _take in range(run.takes):
            began = time.perf_counter()
            with serving(data) as (pid, _url):
                soon.append(time.perf_counter() - began)
                time.sleep(2 if run.quick else 5)
                everybody = children(pid)
                count = len(everybody)
                held.append(sum(pss_mib(one) for one in everybody))
    finally:
        run.scratch.forget(data)
    bare_mib, bare_ready = _bare()
    memory, ready = Spread.of(held), Spread.of(soon)
    return [
        Row(
            name="idle memory of all processes (PSS)", figure=memory.median, unit="MiB", target=f"≤ {MIB:g} MiB",
            met=memory.median <= MIB, spread=memory, reference="a bare Django process", reference_figure=bare_mib,
            reference_unit="MiB", note=f"{count} processes",
        ),
        Row(
            name="first page after start", figure=ready.median, unit="s", target=f"≤ {READY:g} s",
            met=ready.median <= READY, spread=ready, wall_ms=ready.median * 1000, reference="a bare Django process",
            reference_figure=bare_ready, reference_unit="s",
        ),
    ]  # fmt: skip


def _bare() -> tuple[float, float]:
    port, began = free_port(), time.perf_counter()
    with running([sys.executable, "-c", _BARE, str(port)]) as pid:
        until_ready(f"http://127.0.0.1:{port}/")
        soon = time.perf_counter() - began
        time.sleep(1)
        return sum(pss_mib(one) for one in children(pid)), soon


def clone(run: Run) -> list[Row]:
    """Git clone, set-up with what package managers have kept from before, the demo town, its first page."""
    folder = Path(tempfile.mkdtemp(prefix="clone-", dir=run.scratch.folder))
    try:
        began = time.perf_counter()
        house = folder / "concejo"
        subprocess.run([program("git", "git"), "clone", "--quiet", str(ROOT), str(house)], check=True)
        cloned = time.perf_counter() - began
        data, port = folder / "town" / "data", free_port()
        plain = {name: value for name, value in environment(data).items() if name != "PYTHONPATH"}
        env = plain | {"CONCEJO_PORT": str(port), "CONCEJO_MAIL_PORT": str(free_port())}
        say("  setting up")
        with running([str(house / "concejo"), "demo"], env=env, cwd=folder):
            until_ready(f"http://127.0.0.1:{port}/", seconds=600)
            took = time.perf_counter() - began
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Row(
            name="from clone to the first page, warm package caches", figure=took, unit="s", target=f"≤ {CLONE:g} s",
            met=took <= CLONE, wall_ms=took * 1000, note=f"clone alone {cloned:.1f} s; once; set-up on one core",
        )
    ]  # fmt: skip
