#!/usr/bin/env bash
# What: Swagger UI shows another answer than the server sent: of `{"name": "b", "7": "a", "amount": 100.00, "rate":
#       0.567567567567567567, "id": 9007199254740993}` it shows the member "7" first, 100, 0.5675675675675675 and 9007199254740992. Its
#       "Download" saves that too. What one types into it goes out as it was typed.
# Why:  it prints `JSON.stringify(JSON.parse(text))`, and the numbers of JavaScript are doubles, its members in an order of their own.
# Who:  whoever compares what the page shows with a signature, a digest or a database; whose amounts keep their decimals
#       (`100.00`), and whose ids are 64 bits. curl beside it shows another value, and the page looks like the server's own word.
# Seen: flask-swagger-ui 5.34.0 (Swagger UI 5.34.0) in Chromium: as told.
# Cure: the command for curl that the page shows; amounts and long ids as texts in an API of one's own.
# Needs python3 with venv, Chromium (CHROMIUM names another program of it), and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check flask-swagger-ui==5.34.0 playwright==1.65.2
cat > "$folder/shown.py" <<'PYTHON'
"""Serves Swagger UI, has it call a server, and prints what came, what it shows and saves, and what it sent."""

import json
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import flask_swagger_ui
from playwright.sync_api import sync_playwright

ANSWER = '{"name": "b", "7": "a", "amount": 100.00, "rate": 0.567567567567567567, "id": 9007199254740993}'
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "shown", "version": "1"},
    "paths": {
        "/echo": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": "as it was sent"}},
            }
        }
    },
}
PAGE = """<!doctype html><meta charset="utf-8"><div id="ui"></div><script src="swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#ui", docExpansion: "full", tryItOutEnabled: true})</script>"""
sent = []


class Server(SimpleHTTPRequestHandler):
    def __init__(self, *arguments):
        super().__init__(*arguments, directory=Path(flask_swagger_ui.__file__).parent / "dist")

    def log_message(self, *_):
        pass

    def do_GET(self):
        told = {"/": ("text/html", PAGE), "/openapi.json": ("application/json", json.dumps(DOCUMENT))}
        if self.path in told:
            self.answer(*told[self.path])
        else:
            super().do_GET()

    def do_POST(self):
        sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer("application/json", sent[-1])

    def answer(self, kind, text):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as driver:
    browser = driver.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.locator(".opblock-post textarea").fill(ANSWER)
    page.locator(".opblock-post .execute").click()
    answered = page.locator(".live-responses-table .response-col_description .highlight-code").first
    shown = answered.locator("code").inner_text()
    with page.expect_download() as saving:
        answered.locator(".download-contents").click()
    saved = saving.value.path().read_text()
    browser.close()
for name, text in (("sent", sent[0]), ("answered", sent[0]), ("saved", saved), ("shown", shown)):
    print(f"{name + ':':10}{' '.join(text.split())}")
assert sent[0] == ANSWER, "the behaviour has changed"
expected = '{ "7": "a", "name": "b", "amount": 100, "rate": 0.5675675675675675, "id": 9007199254740992 }'
assert {" ".join(text.split()) for text in (saved, shown)} == {expected}, "the behaviour has changed"
PYTHON
timeout 120 "$folder/v/bin/python" "$folder/shown.py" "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"
