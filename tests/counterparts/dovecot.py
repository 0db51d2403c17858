# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private Dovecot on loopback: IMAP with IDLE and LMTP, every user with the password `pw`."""

import getpass
import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from programs import need
from tests.counterparts.ports import free_port, wait_for

CONFIG = """base_dir = {run}
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
mail_location = maildir:{home}/mail/%u
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
first_valid_uid = 1
first_valid_gid = 1
postmaster_address = postmaster@localhost
imap_capability = {capability}
{rootless}
passdb {{
  driver = static
  args = password=pw
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  {chroot}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
service anvil {{
  {chroot}
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running Dovecot."""

    imap_port: int
    lmtp_port: int
    home: Path

    def maildir(self, user: str) -> Path:
        """Where that user's letters lie."""
        return self.home / "mail" / user


@contextmanager
def dovecot(home: Path, *, idle: bool = True, separator: str = "/", more: str = "") -> Iterator[Dovecot]:
    """Start it, as root or not; without `idle` it announces no IDLE, as some providers do. `more` is configuration."""
    program = need("dovecot")
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwnam(getpass.getuser())
    run = Path(tempfile.mkdtemp(prefix="dovecot"))  # short: the path of a socket has 107 letters at most
    run.chmod(0o755)
    for name in ("state", "mail"):
        (home / name).mkdir(parents=True)
    if root:
        os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
        for one in (home, *home.parents):
            if Path(tempfile.gettempdir()) in one.parents:
                one.chmod(one.stat().st_mode | 0o711)
    imap_port, lmtp_port = free_port(), free_port()
    me, group = owner.pw_name, grp.getgrgid(owner.pw_gid).gr_name
    text = CONFIG.format(
        home=home,
        run=run,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        imap_port=imap_port,
        lmtp_port=lmtp_port,
        separator=separator,
        capability="" if idle else "IMAP4rev1 LITERAL+ UIDPLUS MOVE",
        rootless=""
        if root
        else f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {group}",
        chroot="" if root else "chroot =",
    )
    (home / "d.conf").write_text(text + more)
    process = subprocess.Popen([program, "-F", "-c", str(home / "d.conf")], stdout=subprocess.DEVNULL)
    try:
        wait_for(imap_port)
        wait_for(lmtp_port)
        yield Dovecot(imap_port=imap_port, lmtp_port=lmtp_port, home=home)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(run, ignore_errors=True)
