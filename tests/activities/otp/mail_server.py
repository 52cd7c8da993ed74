"""A mail server in a thread of the test: keeps what it is given, and answers as a test says."""

import socketserver
import threading
from contextlib import contextmanager


class MailServer:
    """`answers` are what it says otherwise than that all is well, by command."""

    def __init__(self):
        self.mails, self.recipients, self.answers = [], [], {}
        self.port = 0

    @contextmanager
    def running(self):
        mail_server = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self):
                self._say("220 ready")
                while line := self.rfile.readline().decode().strip():
                    command = line.partition(" ")[0].upper()
                    if command == "DATA" and "DATA" not in mail_server.answers:
                        self._say("354 go on")
                        lines = []
                        while (text := self.rfile.readline()) not in (b".\r\n", b""):
                            lines.append(text)
                        mail_server.mails.append(b"".join(lines))
                        self._say("250 taken")
                        continue
                    if command == "RCPT":
                        mail_server.recipients.append(line)
                    self._say(mail_server.answers.get(command, "250 well"))
                    if command == "QUIT":
                        return

            def _say(self, text):
                self.wfile.write(f"{text}\r\n".encode())

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
            server.daemon_threads = True
            self.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()
