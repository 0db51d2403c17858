# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private Postfix on loopback: its own queue, its own log, stopped by its own pid."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from programs import missing, need
from tests.counterparts.ports import free_port, wait_for

MAIN = """compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log/mail.log
maillog_file_prefixes = {home}/log
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.{domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp_port}
transport_maps = {transports}
smtp_host_lookup = native
lmtp_host_lookup = native
disable_dns_lookups = yes
smtputf8_enable = yes
smtpd_recipient_restrictions = {ask}permit_mynetworks,reject
unverified_recipient_reject_code = 550
address_verify_poll_count = 60
address_verify_poll_delay = 1s
minimal_backoff_time = 2s
maximal_backoff_time = 2s
queue_run_delay = 2s
alias_maps =
local_recipient_maps =
message_size_limit = 30000000
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running Postfix: letters go in at `port`."""

    port: int
    home: Path

    def log(self) -> str:
        """What it wrote about itself."""
        return (self.home / "log" / "mail.log").read_text(errors="replace")


@contextmanager
def postfix(
    home: Path, *, domain: str, lmtp_port: int, transports: Mapping[str, str], asks_first: bool = False, port: int = 0
) -> Iterator[Postfix]:
    """Start it: `domain` goes to LMTP at `lmtp_port`, every other domain as `transports` says.

    With `asks_first` it asks there whether a recipient exists before it takes a letter.
    """
    program = need("postfix")
    if os.geteuid() != 0:
        missing("a private Postfix is started by root (its master then drops the rights): sudo ./concejo test")
    config, port = home / "etc", port or free_port()
    for name in ("etc", "queue", "data", "log"):
        (home / name).mkdir(parents=True)
    for one in (home, *home.parents):
        if Path(tempfile.gettempdir()) in one.parents:
            one.chmod(one.stat().st_mode | 0o711)
    shutil.chown(home / "data", "postfix")
    routes = ", ".join(f"{{{name} = {where}}}" for name, where in transports.items())
    routes = f"inline:{{ {routes} }}" if routes else ""
    (config / "main.cf").write_text(
        MAIN.format(
            ask="reject_unverified_recipient," if asks_first else "",
            home=home,
            domain=domain,
            lmtp_port=lmtp_port,
            transports=routes,
        )
    )
    (config / "master.cf").write_text(_master(port))
    subprocess.run([program, "-c", str(config), "start"], check=True, capture_output=True, timeout=60)
    try:
        wait_for(port)
        yield Postfix(port=port, home=home)
    finally:
        subprocess.run([program, "-c", str(config), "stop"], check=False, capture_output=True, timeout=60)


def _master(port: int) -> str:
    """Debian's table of services, none in a chroot, smtpd on our port."""
    source = next(
        one for one in map(Path, ("/etc/postfix/master.cf", "/usr/share/postfix/master.cf.dist")) if one.exists()
    )
    lines = []
    for line in source.read_text().splitlines():
        fields = line.split()
        if re.match(r"smtp\s+inet", line):
            lines.append(f"127.0.0.1:{port} inet n - n - - smtpd")
        elif line[:1].isalnum() and len(fields) >= 8:
            lines.append(" ".join([*fields[:4], "n", *fields[5:]]))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
