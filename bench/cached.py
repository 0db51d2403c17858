# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kept page beside nginx serving the same bytes from disk: same core, same connections, one after the other."""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .load import fetch, free_port, rate, running, serving, until_ready
from .measure import Row, Spread, children, cpu_seconds
from .run import Run, program

SHARE = 0.5
_CODES = {"identity": "identity", "gzip": "gzip", "brotli": "br"}
_NGINX = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; keepalive_requests 1000000; sendfile on; tcp_nopush on; open_file_cache max=100;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; default_type "text/html; charset=utf-8";
  server {{ listen 127.0.0.1:{port}; root {folder}/www; gzip_static on; }}
}}
"""


def cached(run: Run) -> list[Row]:
    """The home page over 100,000 posts, every hit checked against the counters; nginx has the same bytes as a file."""
    program("nginx", "nginx"), program("wrk", "wrk")
    data = run.scratch.copy(100_000)
    try:
        return [_row(run, name, data) for name in _CODES]
    finally:
        run.scratch.forget(data)


def _row(run: Run, name: str, data: Path) -> Row:
    headers = {"Accept-Encoding": _CODES[name], "Accept-Language": "es"}
    with serving(data) as (pid, url):
        body, told = fetch(f"{url}/", headers)
        if told.get("content-encoding", "identity") != _CODES[name]:
            raise RuntimeError(f"the page came as {told.get('content-encoding')} where {_CODES[name]} was asked for")
        ours, busy = _rates(run, f"{url}/", headers, pid)
    with _nginx(body, zipped=name != "identity") as (nginx_pid, nginx_url):
        asked = headers | ({"Accept-Encoding": "gzip"} if name == "brotli" else {})
        theirs, _busy = _rates(run, f"{nginx_url}/index.html", asked, nginx_pid)
    share = [our / statistics.median(theirs) for our in ours]
    spread = Spread.of([100 * one for one in share])
    cpu_ms = 1000 * busy
    return Row(
        name=f"home page from cache, exact check included, {name}", figure=spread.median, unit="% of nginx",
        target=f"≥ {100 * SHARE:.0f} % of nginx", met=spread.median >= 100 * SHARE, spread=spread, cpu_ms=cpu_ms,
        wall_ms=1000 / statistics.median(ours), reference="nginx, the same bytes from disk",
        reference_figure=statistics.median(theirs), reference_unit="a second",
        note=f"{statistics.median(ours):,.0f} a second, {len(body):,} bytes, 32 connections",
    )  # fmt: skip


def _rates(run: Run, url: str, headers: dict[str, str], pid: int) -> tuple[list[float], float]:
    """Answers a second of each take, and seconds of processor time for one answer."""
    rate(url, seconds=1, headers=headers)
    before = sum(cpu_seconds(one) for one in children(pid))
    takes = [rate(url, seconds=run.seconds, headers=headers) for _ in range(run.takes)]
    used = sum(cpu_seconds(one) for one in children(pid)) - before
    return takes, used / (sum(takes) * max(1, round(run.seconds)))


@contextmanager
def _nginx(body: bytes, *, zipped: bool) -> Iterator[tuple[int, str]]:
    with tempfile.TemporaryDirectory(prefix="concejo-bench-") as name:
        folder, port = Path(name), free_port()
        (folder / "www").mkdir()
        folder.chmod(0o755)  # its worker is another user
        (folder / "www" / "index.html").write_bytes(b"" if zipped else body)
        if zipped:
            (folder / "www" / "index.html.gz").write_bytes(body)
        config = folder / "nginx.conf"
        config.write_text(_NGINX.format(folder=folder, port=port), encoding="utf-8")
        words = [program("nginx", "nginx"), "-c", str(config), "-e", str(folder / "error.log")]
        with running(words) as pid:
            until_ready(f"http://127.0.0.1:{port}/index.html")
            yield pid, f"http://127.0.0.1:{port}"
