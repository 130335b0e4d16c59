"""The systemd units of a gate, as text. Pure.

Hardening stops where the gate needs the machine: devices (cameras, GPIO, serial lines, TPM, GPU) are left to the groups
of their files; `ProtectClock=` would also keep the gate from asking whether the clock is synchronised; memory that is
written and executed is what CUDA and TensorRT compile into.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gate.passphrase import CREDENTIAL

SERVICE = "maskgate.service"
ROLLBACK = "maskgate-rollback.service"
GROUPS = ("video", "render", "gpio", "dialout", "tss")
"""Cameras, GPUs, GPIO chips, serial lines, the TPM."""
TOUCH_GROUP = "input"
"""Touch screens, where no display server reads them."""
WATCHDOG_SECONDS = 30
STATE = Path("/var/lib/maskgate")


@dataclass(frozen=True)
class Installation:
    """What the units say."""

    program: Path
    """`gate`, absolute."""
    home: Path
    releases: Path
    """Folder of the releases."""
    account: str | None = "maskgate"
    """Who runs it; None: a unit of one user's own."""
    groups: tuple[str, ...] = ()
    """Those of `GROUPS` that this system has: systemd starts no unit that names another."""
    passphrase: Path | None = None
    """File made by `systemd-creds encrypt`, with the passphrase of the gallery."""
    window: str | None = None
    """`x11`, `wayland` or `eglfs`: the kiosk's window; None: none."""
    run_options: tuple[str, ...] = ()
    """After `gate run`."""


def units(installation: Installation) -> dict[str, str]:
    """Each unit's text, by file name."""
    return {SERVICE: _service(installation), ROLLBACK: _rollback(installation)}


def account_file(installation: Installation) -> str:
    """For systemd-sysusers."""
    lines = [f'u {installation.account} - "MaskGate" {installation.home}']
    return "\n".join(["# Made by `gate install-service`.", *lines, ""])


def _service(installation: Installation) -> str:
    options = "" if installation.window else " --headless"
    words = "".join(f" {word}" for word in installation.run_options)
    run = f"{installation.program} run{options}{words} --home {installation.home}"
    target = "default.target" if installation.account is None else "multi-user.target"
    if installation.window in ("x11", "wayland"):
        target = "graphical.target" if installation.account else "graphical-session.target"
    return f"""\
# Made by `gate install-service`, which writes it anew; put changes into a drop-in (`systemctl edit {SERVICE}`).
[Unit]
Description=MaskGate, face recognition at a door
Documentation=man:systemd.service(5)
{_after(installation)}
StartLimitIntervalSec=60
StartLimitBurst=5
OnFailure={ROLLBACK}

[Service]
Type=notify
NotifyAccess=main
ExecStart={run}
ExecReload=/bin/kill -HUP $MAINPID
TimeoutStartSec=180
TimeoutStopSec=20
WatchdogSec={WATCHDOG_SECONDS}
Restart=always
RestartSec=2
# Events name people: they go to the audit log. The log without names is on standard error, and in HOME/logs.
StandardOutput=null
StandardError=journal
Environment=PYTHONUNBUFFERED=1
{_window(installation)}{_who(installation)}{_hardening(installation)}
[Install]
WantedBy={target}
"""


def _after(installation: Installation) -> str:
    if installation.account is None:
        return "After=graphical-session.target" if installation.window else "After=default.target"
    after = "After=network.target time-sync.target systemd-udevd.service"
    return f"{after} graphical.target" if installation.window in ("x11", "wayland") else after


def _window(installation: Installation) -> str:
    platforms = {"x11": "xcb", "wayland": "wayland", "eglfs": "eglfs"}
    if installation.window is None:
        return ""
    lines = [f"Environment=QT_QPA_PLATFORM={platforms[installation.window]}"]
    if installation.window == "x11":
        lines.append("Environment=DISPLAY=:0")
    return "\n".join([*lines, ""])


def _who(installation: Installation) -> str:
    lines = [f"Environment=GATE_HOME={installation.home}", f"Environment=GATE_RELEASES={installation.releases}"]
    if installation.account:
        lines += [f"User={installation.account}", f"Group={installation.account}"]
        if installation.groups:
            lines.append(f"SupplementaryGroups={' '.join(installation.groups)}")
        if installation.home.parent == STATE.parent:
            lines += [f"StateDirectory={installation.home.name}", "StateDirectoryMode=0700"]
        else:
            lines.append(f"ReadWritePaths={installation.home}")
    if installation.passphrase:
        lines.append(f"LoadCredentialEncrypted={CREDENTIAL}:{installation.passphrase}")
    return "\n".join([*lines, ""])


def _hardening(installation: Installation) -> str:
    if installation.account is None:  # what a user's own manager may set without privileges
        return "NoNewPrivileges=yes\nUMask=0077\n"
    return f"""\
UMask=0077
# The process that holds the lock's line goes before others.
LimitNICE=-10
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
# A gate that is taken over must not change its own program.
ReadOnlyPaths=-{installation.releases}
PrivateTmp={"no" if installation.window == "x11" else "yes"}
PrivateMounts=yes
ProtectProc=invisible
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
KeyringMode=private
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
# Only to ask whether the clock is synchronised: setting it takes a capability that is not there.
SystemCallFilter=adjtimex clock_adjtime
SystemCallErrorNumber=EPERM
"""


def _rollback(installation: Installation) -> str:
    user = " --user" if installation.account is None else ""
    return f"""\
# Made by `gate install-service`. Runs when the gate fails again and again: an update that has not proved itself goes
# back. A gate that fails for another reason is tried again after a minute, for ever.
[Unit]
Description=MaskGate, back to the release before a failed update

[Service]
Type=oneshot
ExecStart=-{rollback_program(installation)} rollback --if-pending{user} \\
  --home {installation.home} --releases {installation.releases}
ExecStart=/bin/sleep 60
ExecStart=-/bin/systemctl{user} reset-failed {SERVICE}
ExecStart=/bin/systemctl{user} --no-block start {SERVICE}
"""


def rollback_program(installation: Installation) -> Path:
    """The program that leads back: the release before, where there is one; its own update has proved it."""
    if not installation.program.is_relative_to(installation.releases):
        return installation.program
    return installation.releases / "previous" / "bin" / "gate"
