"""Clients of the APIs, generated and compiled: openapi-generator for Java, Python and TypeScript."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.api.conformance import APIS

GENERATOR = "org.openapitools:openapi-generator-cli:7.25.0"
TOOLS = ("java", "javac", "mvn", "node", "npm")
PROGRAMS = Path(__file__).parent / "programs"
_SECONDS = 300
_LIBRARIES = {"java": {"library": "native"}, "python": {}, "typescript-fetch": {}}


def absent_tools():
    """Which of the tools this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


class Clients:
    """In `folder`, of the OpenAPI documents that are served at `base_url`."""

    def __init__(self, folder, http):
        self._folder = folder
        self._http = http
        self._classes = folder / "classes"

    def generate(self):
        """The clients of all APIs in all languages, by one run of the generator."""
        _, artifact, version = GENERATOR.split(":")
        run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={GENERATOR}", f"-DoutputDirectory={self._folder}")
        configurations = [self._configuration(api, language) for api in APIS for language in _LIBRARIES]
        run("java", "-jar", self._folder / f"{artifact}-{version}.jar", "batch", "--threads", "2", *configurations)

    def compile(self, language):
        """The clients of one language, and the program that plays with them."""
        {"java": self._javac, "python": self._import, "typescript-fetch": self._tsc}[language]()

    def command(self, language):
        """The program that plays by the clients of this language, as a command; its environment beside."""
        if language == "java":
            return ["java", "-cp", f"{self._classes}:{self._class_path()}", "Flows"], os.environ
        if language == "python":
            folders = [str(self._folder / f"{api.name}-python") for api in APIS]
            return [sys.executable, PROGRAMS / "flows.py"], {**os.environ, "PYTHONPATH": ":".join(folders)}
        return ["node", self._folder / "javascript" / "flows.js"], os.environ

    def _configuration(self, api, language):
        document = self._folder / f"{api.name}.json"
        document.write_bytes(self._http.get(f"{api.prefix}/openapi-3.0.json").raise_for_status().content)
        package = f"client.{api.name}"
        java = {"invokerPackage": package, "apiPackage": f"{package}.api", "modelPackage": f"{package}.model"}
        names = {**java, "openApiNullable": "false"} if language == "java" else {"packageName": f"client_{api.name}"}
        found = {
            "generatorName": language,
            "inputSpec": str(document),
            "outputDir": str(self._folder / f"{api.name}-{language}"),
            "additionalProperties": {} if language == "typescript-fetch" else names,
            **_LIBRARIES[language],
        }
        path = self._folder / f"{api.name}-{language}.config.json"
        path.write_text(json.dumps(found))
        return path

    def _javac(self):
        path = self._folder / "class_path"
        run("mvn", "-q", "-B", "-f", PROGRAMS / "pom.xml", "dependency:build-classpath", f"-Dmdep.outputFile={path}")
        sources = [PROGRAMS / "Flows.java"]
        for api in APIS:
            sources += (self._folder / f"{api.name}-java" / "src" / "main").rglob("*.java")
        listed = self._folder / "sources"
        listed.write_text("\n".join(map(str, sources)))
        run("javac", "-proc:none", "-nowarn", "-d", self._classes, "-cp", self._class_path(), f"@{listed}")

    def _class_path(self):
        return (self._folder / "class_path").read_text().strip()

    def _import(self):
        program = (
            "import importlib, pkgutil, sys\n"
            "for name in sys.argv[1:]:\n"
            "    package = importlib.import_module(name)\n"
            "    for module in pkgutil.walk_packages(package.__path__, f'{name}.'):\n"
            "        importlib.import_module(module.name)\n"
        )
        _, environment = self.command("python")
        run(sys.executable, "-c", program, *(f"client_{api.name}" for api in APIS), env=environment)

    def _tsc(self):
        for name in ("package.json", "flows.ts"):
            shutil.copy(PROGRAMS / name, self._folder)
        run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent", cwd=self._folder)
        indexes = [f"{api.name}-typescript-fetch/index.ts" for api in APIS]
        options = ["--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom", "--types", "node"]
        options += ["--module", "commonjs", "--rootDir", ".", "--outDir", "javascript"]
        run("node_modules/.bin/tsc", *options, "flows.ts", *indexes, cwd=self._folder)


def run(*command, **options):
    """Run a command to its end, and fail with what it said if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, **options)
    said = f"{done.stdout}\n{done.stderr}"[-4000:]
    assert done.returncode == 0, f"{command[0]} {command[1]}: {done.returncode}\n{said}"
