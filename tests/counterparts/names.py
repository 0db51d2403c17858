# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names and TLS as on the open web, for trials: a certificate authority of our own, and a mount namespace in which its
bundle and a hosts file stand where every program looks. Nothing of the machine is changed."""

import fcntl
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from programs import missing, need

NAMES = {"concejo.test": "127.0.0.4", "peer.test": "127.0.0.6", "fedify.test": "127.0.0.8"}
SYSTEM = Path("/etc/ssl/certs/ca-certificates.crt")
LOCK = Path(tempfile.gettempdir()) / "concejo-test-names.lock"
_INSIDE = (
    'mount --bind "$TRIAL_NAMES/hosts" /etc/hosts && mount --bind "$TRIAL_NAMES/bundle.pem" ' + f'{SYSTEM} && exec "$@"'
)


def command(folder: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """The same command and its environment, in a place where those names are known and those certificates good."""
    if os.geteuid() != 0:
        missing("names and port 443 of loopback need root (unshare --mount)")
    if not SYSTEM.is_file():
        missing("certificates are not installed: sudo apt-get install ca-certificates")
    bundle = str(folder / "bundle.pem")
    environment = {
        **os.environ, "TRIAL_NAMES": str(folder), "SSL_CERT_FILE": bundle, "REQUESTS_CA_BUNDLE": bundle,
        "NODE_EXTRA_CA_CERTS": str(folder / "ca.pem"),
    }  # fmt: skip
    return [need("unshare"), "--mount", "bash", "-c", _INSIDE, "_", *words], environment


def tell(file: Path, place: Path, *, seconds: float = 500) -> str:
    """Run the stories of a file in such a place, one such place at a time; what pytest said of each."""
    make(place)
    words = [sys.executable, "-m", "pytest", str(file), "-v", "-p", "no:cacheprovider", "-p", "no:xdist"]
    told, environment = command(place, *words)
    try:
        with LOCK.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # port 443 of those addresses is there once
            done = subprocess.run(
                told, env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=seconds,
                check=False,
            )  # fmt: skip
    except PermissionError:
        missing("a mount namespace cannot be made here (unshare --mount)")
    if "unshare failed" in done.stderr:
        missing(f"a mount namespace cannot be made here: {done.stderr.strip()[-200:]}")
    return done.stdout + done.stderr


def make(folder: Path) -> None:
    """A key and a certificate for all names, whoever signed it, and the two files that go over the machine's."""
    key, authority_key = _key(), _key()
    authority = _certificate("Trial authority", authority_key, signer=authority_key, names=())
    certificate = _certificate("concejo.test", key, signer=authority_key, names=tuple(NAMES), issuer=authority.subject)
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    known = SYSTEM.read_bytes() if SYSTEM.is_file() else b""
    (folder / "bundle.pem").write_bytes(known + (folder / "ca.pem").read_bytes())
    hosts = "127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, address in NAMES.items())
    (folder / "hosts").write_text(hosts, encoding="ascii")


def server_context(folder: Path) -> ssl.SSLContext:
    """For a server of ours."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return found


def folder_inside() -> Path | None:
    """Where we are, if this process was started by `command`."""
    told = os.environ.get("TRIAL_NAMES")
    return Path(told) if told and shutil.which("unshare") else None


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, *, signer: rsa.RSAPrivateKey, names: tuple[str, ...],
    issuer: x509.Name | None = None,
) -> x509.Certificate:  # fmt: skip
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if names:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
    return made.sign(signer, hashes.SHA256())
