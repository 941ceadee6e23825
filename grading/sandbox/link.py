"""The host's end of a socket to untrusted code: frames come out, or a ProtocolError.

Nothing here waits for the other side without a deadline, or keeps more than a bounded number of
bytes of it.
"""

import select
import socket
import time

from grading.sandbox.inside import wire

CHUNK = 2**18


def wait(deadline, readers=(), writers=()):
    """None; one of the links or descriptors is ready, or the deadline is here."""
    poll = select.poll()  # not select: a notebook server has descriptors beyond 1023
    for one in readers:
        poll.register(one, select.POLLIN)
    for one in writers:
        poll.register(one, select.POLLOUT)
    poll.poll(max(0.0, deadline - time.monotonic()) * 1000)


class Link:
    """One socket, read without waiting and at most `budget` bytes in all."""

    def __init__(self, sock, budget):
        self.sock, self.budget = sock, budget
        self.ended = False
        self._bytes = bytearray()
        sock.setblocking(False)

    def fileno(self):
        return self.sock.fileno()

    def close(self):
        self.sock.close()

    def send(self, message, deadline, fds=()):
        """True if `message` is on its way; False if the other side is gone or doesn't read."""
        frame = memoryview(wire.pack(message))
        while frame:
            if time.monotonic() >= deadline:
                return False
            wait(deadline, writers=[self.sock])
            try:
                sent = socket.send_fds(self.sock, [frame], fds) if fds else self.sock.send(frame)
            except BlockingIOError:
                continue
            except OSError:
                return False
            frame, fds = frame[sent:], ()
        return True

    def read(self):
        """The messages that have come in, without waiting. `ended` is set at the end of all."""
        while not self.ended:
            try:
                chunk = self.sock.recv(CHUNK)
            except BlockingIOError:
                break
            except OSError:
                chunk = b""
            self.ended = not chunk
            self.budget -= len(chunk)
            if self.budget < 0:
                raise wire.ProtocolError("it is too much")
            self._bytes += chunk
            if len(chunk) < CHUNK:
                break
        return list(self._frames())

    def _frames(self):
        size = wire.HEADER.size
        while len(self._bytes) >= size:
            (length,) = wire.HEADER.unpack_from(self._bytes)
            if length > wire.MAX_FRAME:
                raise wire.ProtocolError("a frame is too long")
            if len(self._bytes) < size + length:
                return
            body = bytes(self._bytes[size:size + length])
            del self._bytes[:size + length]
            yield wire.parse(body)
