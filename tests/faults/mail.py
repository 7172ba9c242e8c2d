"""A mail server of forty lines, for tests that must be slow, refuse or remember on purpose."""

import socketserver
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it is given in `kept`. While `answer` is not set, whoever sends waits for its "250"."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.kept: list[EmailMessage] = []
        self.answer = Event()
        self.answer.set()
        self.refuses = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def ids(self) -> list[str]:
        """The Message-ID of everything that came, in order."""
        return [message["Message-ID"] for message in list(self.kept)]


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        try:
            self._say("220 ready")
            while line := self.rfile.readline():
                match line[:4].upper():
                    case b"DATA":
                        self._say("354 go on")
                        self.server.kept.append(message_from_bytes(self._letter(), policy=policy.default))
                        self.server.answer.wait()
                        self._say("250 kept")
                    case b"MAIL" if self.server.refuses:
                        self._say("451 come back later")
                    case b"QUIT":
                        self._say("221 bye")
                        return
                    case _:
                        self._say("250 yes")
        except ConnectionError:
            # Whoever sent was killed.
            return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)
