"""The Dockerfile and compose.yaml without Docker: their steps and services on this machine, fenced as they say.

`python -m tests.deploy.rehearsal` (root on Linux; unshare, setpriv, PostgreSQL 15, the programs that `python -m tests.cluster
--build` makes, and a package index). A root of its own lies over this machine's, without this checkout and without anybody's
home; mounts, processes and the network are the rehearsal's alone and end with it. What is played by programs of this machine in
place of images: PostgreSQL, Temporal, Python. The Temporal UI is left out.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

from tests.cluster.programs import built, postgres
from tests.deploy.files import ROOT, read_yaml
from tests.deploy.instructions import let_through, stages

COMPOSE = read_yaml(ROOT / "compose.yaml")
SERVICES = COMPOSE["services"]
PYTHON = Path(os.environ.get("REHEARSAL_PYTHON", sys.base_prefix))
POSTGRES = postgres()
STAGE = "REHEARSAL_STAGE"
# By services, what their images would bring.
BASE_PATH = f"/opt/python/bin:/opt/programs:{POSTGRES}:/usr/sbin:/usr/bin:/sbin:/bin"
PATH = f"/opt/nextstep/bin:{BASE_PATH}"
HIDDEN = (str(ROOT), "/root", "/home", "/opt", "/run", "/tmp", "/var/lib/postgresql")


class Rehearsal:
    """What is run, in a root folder that is made of this machine's."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.running: dict[str, subprocess.Popen] = {}

    def build(self) -> None:
        """The steps of both stages."""
        for stage, steps in stages().items():
            folder = self.root
            for word, rest in steps:
                if word == "WORKDIR":
                    folder = self.root / rest.lstrip("/")
                    folder.mkdir(parents=True, exist_ok=True)
                elif word == "COPY" and not rest.startswith("--from"):
                    *sources, _ = rest.split()
                    assert set(sources) <= set(let_through())
                    sh(f"cp -r {' '.join(str(ROOT / source) for source in sources)} {folder}/")
                elif word == "RUN":
                    inside = "/" + str(folder.relative_to(self.root))
                    say(f"{stage}: {rest[:110]}")
                    self.inside(f"cd {inside} && {rest}")

    def inside(self, command: str) -> None:
        """In the root, as root, with what this environment says of the package index."""
        subprocess.run(
            ["chroot", self.root, "/bin/sh", "-ec", command], env={**os.environ, "PATH": BASE_PATH}, check=True
        )

    def fenced(self, name: str, command: list[str]) -> list[str]:
        """A command as the service's container would run it: its user, environment, mounts; the root read-only."""
        service = SERVICES[name]
        mounts = ["mount --make-rprivate /"]
        for volume in service.get("volumes", ()):
            source, target, *mode = volume.split(":")
            source = f"/deploy/checkout/{source}" if source.startswith(".") else f"/volumes/{source}"
            mounts.append(f"mount --bind {source} {target}")
            if mode:
                mounts.append(f"mount -o remount,bind,ro {target}")
        for place in service["tmpfs"]:
            target, _, options = place.partition(":")
            mounts.append(f"mount -t tmpfs -o {options} tmpfs {target}")
        mounts.append("mount -o remount,bind,ro /")
        user, group = service.get("user", "10001:10001").split(":")
        environment = {"PATH": PATH, "LANG": "C.UTF-8", **service.get("environment", {})}
        if name in ("secrets", "standins", "migrate", "worker", "api"):
            environment |= {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "NEXTSTEP_LOG_FORMAT": "json"}
        capabilities = [f"+{name.lower()}" for name in service.get("cap_add", ())]
        bounding = ",".join(["-all", *capabilities])
        words = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
        words += [f"--bounding-set={bounding}", f"--inh-caps={bounding}"]
        words += ["env", "-i", *(f"{key}={value}" for key, value in environment.items()), *command]
        script = " && ".join(mounts) + f" && cd /srv/nextstep && exec {shlex.join(words)}"
        return ["chroot", str(self.root), "unshare", "--mount", "/bin/sh", "-ec", script]

    def command(self, name: str) -> list[str]:
        service = SERVICES[name]
        return [*service.get("entrypoint", ["nextstep"]), *service["command"]]

    def finish(self, name: str, command: list[str] | None = None) -> str:
        """A service, or a command in its place, that ends by itself. What it said."""
        begun = time.monotonic()
        done = subprocess.run(
            self.fenced(name, command or self.command(name)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        say(f"{name}: ended with {done.returncode} after {time.monotonic() - begun:.1f} s")
        if done.returncode:
            raise SystemExit(done.stdout[-4000:])
        return done.stdout

    def start(self, name: str, command: list[str] | None = None) -> None:
        """A service that goes on, until its health check passes."""
        log = open(self.root / "logs" / f"{name}.log", "ab")  # noqa: SIM115 - the process has it
        self.running[name] = subprocess.Popen(
            self.fenced(name, command or self.command(name)), stdout=log, stderr=subprocess.STDOUT
        )
        check = SERVICES[name].get("healthcheck", {}).get("test")
        begun = time.monotonic()
        while check and subprocess.run(self.fenced(name, check[1:]), capture_output=True).returncode:
            if self.running[name].poll() is not None or time.monotonic() - begun > 180:
                raise SystemExit(f"{name} is not healthy\n{self.log(name)[-4000:]}")
            time.sleep(0.5)
        say(f"{name}: {'healthy' if check else 'started'} after {time.monotonic() - begun:.1f} s")

    def stop(self, name: str) -> int:
        """By its signal; how it ended, within its grace."""
        service, process = SERVICES[name], self.running.pop(name)
        grace = int(service.get("stop_grace_period", "10s").rstrip("s"))
        begun = time.monotonic()
        sh(f"kill -{service.get('stop_signal', 'SIGTERM').removeprefix('SIG')} {process.pid}")
        code = process.wait(timeout=grace)
        say(f"{name}: ended with {code} after {time.monotonic() - begun:.1f} s of {grace} s")
        return code

    def log(self, name: str) -> str:
        return (self.root / "logs" / f"{name}.log").read_text(errors="replace")


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def sh(command: str) -> None:
    subprocess.run(["/bin/sh", "-ec", command], check=True)


def make_root(folder: Path) -> Path:
    """This machine's root under a layer of memory, without what no image would have."""
    root = folder / "root"
    sh(f"mount -t tmpfs -o size=4g tmpfs {folder} && mkdir {folder}/upper {folder}/work {root}")
    sh(f"mount -t overlay overlay -o lowerdir=/,upperdir={folder}/upper,workdir={folder}/work {root}")
    for place in HIDDEN:
        (root / place[1:]).mkdir(parents=True, exist_ok=True)
        sh(f"mount -t tmpfs tmpfs {root}{place}")
    sh(f"chmod 1777 {root}/tmp; mount --rbind /dev {root}/dev; mount -t proc proc {root}/proc")
    python = root / "opt" / "python"
    sh(f"mkdir {python} && cp -a {PYTHON}/. {python}/ && ln -sf python3 {python}/bin/python")
    sh(f"sed -i '1s|^#!.*|#!/opt/python/bin/python3|' {python}/bin/pip*")
    sh(f"echo /opt/python/lib > {root}/etc/ld.so.conf.d/python.conf && chroot {root} ldconfig")
    programs = root / "opt" / "programs"
    sh(f"mkdir {programs} && cp {built().server} {built().sql_tool} {ROOT}/.venv/bin/temporal {programs}/")
    # Alpine's, of Temporal's images, which this machine may lack.
    knock = programs / "nc"
    knock.write_text("#!/opt/python/bin/python3\nimport socket, sys\nsocket.create_connection(sys.argv[2:4], 2)\n")
    knock.chmod(0o755)
    for place in ("volumes", "deploy", "logs", "etc/temporal", "docker-entrypoint-initdb.d"):
        (root / place).mkdir(parents=True, exist_ok=True)
    for place in ("run/postgresql", "var/lib/postgresql/data"):
        (root / place).mkdir(parents=True, exist_ok=True)
    # Docker makes what is mounted: folders for volumes, files for files.
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source, target, *_ = volume.split(":")
            if source.startswith("."):
                (root / target[1:]).touch()
            else:
                (root / target[1:]).mkdir(parents=True, exist_ok=True)
                (root / "volumes" / source).mkdir(exist_ok=True)
    sh(f"mkdir {root}/deploy/checkout && cp -r {ROOT}/deploy {root}/deploy/checkout/")
    sh(f"chown 999:999 {root}/volumes/postgres-data")  # as the image's own folder is, which a new volume is a copy of
    with open(root / "etc" / "passwd", "a") as users:  # of the images of PostgreSQL and Temporal
        users.write("postgres-image:x:999:999::/:/bin/sh\ntemporal-image:x:1000:1000::/:/bin/sh\n")
    hosts = " ".join(SERVICES)
    (root / "etc" / "hosts").write_text(f"127.0.0.1 localhost {hosts}\n")
    entrypoint = root / "etc" / "temporal" / "entrypoint.sh"
    entrypoint.write_text("#!/bin/sh\nexport TEMPORAL_BROADCAST_ADDRESS=127.0.0.1\nexec temporal-server start\n")
    entrypoint.chmod(0o755)
    return root


def initialize(it: Rehearsal) -> list[str]:
    """What PostgreSQL's image does with an empty folder; the command that serves it."""
    data, socket = "/var/lib/postgresql/data", "/var/run/postgresql"
    script = f"""
        initdb --username=postgres --pwfile=/run/secrets/postgres/superuser-password --auth-host=scram-sha-256 {data} >/dev/null
        pg_ctl -D {data} -o "-c listen_addresses='' -c unix_socket_directories={socket}" -w start >/dev/null
        sh /docker-entrypoint-initdb.d/10-databases.sh
        pg_ctl -D {data} -m fast -w stop >/dev/null"""
    it.finish("postgres", ["env", "POSTGRES_USER=postgres", f"PGHOST={socket}", "sh", "-ec", script])
    return [*SERVICES["postgres"]["command"], "-D", data]


def play(it: Rehearsal) -> None:
    """What `docker compose up` does, what one asks then, and `docker compose down`; twice, the volumes stay."""
    for round_ in ("first", "second"):
        say(f"== {round_} start")
        say(it.finish("secrets").strip().replace("\n", ", "))
        serve = (
            initialize(it)
            if round_ == "first"
            else [*SERVICES["postgres"]["command"], "-D", "/var/lib/postgresql/data"]
        )
        it.start("postgres", serve)
        it.finish("temporal-schema")
        it.start("temporal")
        it.finish("temporal-namespace")
        say(it.finish("migrate").strip().splitlines()[-1])
        it.start("standins")
        it.start("worker")
        it.start("api")
        for line in it.finish("worker", ["nextstep", "doctor"]).splitlines():
            say(f"doctor: {line}")
        ask(it)
        assert it.stop("api") == 0
        assert it.stop("worker") == 0
        it.stop("standins")
        assert it.stop("temporal") == 0
        assert it.stop("postgres") == 0
    for name in ("api", "worker"):
        faults = [
            line for line in it.log(name).splitlines() if re.search("Traceback|Read-only file system|EROFS", line)
        ]
        say(f"{name}: {len(it.log(name).splitlines())} lines of log, faults: {faults}")
        assert not faults


ASK = """
import json, urllib.request
request = {"requestObject": {"operationName": "login", "operationData": "A2"}}
asked = urllib.request.Request("http://127.0.0.1:8080/powerauth-nextstep/operation", json.dumps(request).encode(),
                               {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(asked))["responseObject"]["result"])
"""
SEND = """
from api.otp_senders import otp_sender
from config.settings import load
import inspect
from activities.otp.sending import OtpMessage, OtpSending
sending = OtpSending(**{name: name for name in inspect.signature(OtpSending).parameters})
values = {name: name for name in inspect.signature(OtpMessage).parameters}
otp_sender(load()).send(OtpMessage(**{**values, "sending": sending, "text": "the code is 1234", "phone": "+420123"}))
print("taken")
"""


def ask(it: Rehearsal) -> None:
    """An operation over HTTP, and a message by the stand-in's gateway."""
    result = it.finish("api", ["python", "-c", ASK]).strip()
    say(f"an operation was created: {result}")
    assert result == "CONTINUE"
    it.finish("api", ["python", "-c", SEND])
    assert "the code is 1234" in it.log("standins")


def main() -> None:
    if os.geteuid() != 0:
        raise SystemExit("needs root: it mounts")
    stage = os.environ.get(STAGE)
    if stage is None:  # mounts and processes that end with this one
        command = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
        os.execvpe(
            "unshare", [*command, sys.executable, "-m", "tests.deploy.rehearsal"], {**os.environ, STAGE: "mounts"}
        )
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / "rehearsal"
    if stage == "mounts":
        folder.mkdir(exist_ok=True)
        sh("mount --make-rprivate /")
        it = Rehearsal(make_root(folder))
        it.build()
        environment = {**os.environ, STAGE: "network"}
        code = subprocess.run(["unshare", "--net", sys.executable, "-m", "tests.deploy.rehearsal"], env=environment)
        raise SystemExit(code.returncode)
    sh("ip link set lo up")
    play(Rehearsal(folder / "root"))
    say(json.dumps({"passed": True}))


if __name__ == "__main__":
    main()
