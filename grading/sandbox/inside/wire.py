"""Frames: four bytes of length, then that much JSON. The only thing spoken on either side.

Both sides use this file. What comes from a student's process is read with `parse`, which is strict:
bounded bytes, bounded depth, finite numbers, text that can be written as UTF-8; never pickle.
"""

import json
import socket
import struct

HEADER = struct.Struct(">I")
MAX_FRAME = 16 * 2**20
MAX_REQUEST = 256 * 2**20  # from the host, which is trusted: a notebook and its files
MAX_DEPTH = 64
MAX_PARTS = 2_000_000      # numbers, texts and lists in a frame: each costs far more than its bytes


class ProtocolError(Exception):
    """Raised when the other side says something that isn't a frame of ours."""


def pack(message):
    """`message` as the bytes of one frame. Text that isn't valid Unicode is replaced."""
    body = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    body = body.encode("utf-8", "replace")
    return HEADER.pack(len(body)) + body


def parse(body):
    """The dict in the bytes `body`; a ProtocolError, whatever else they are."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MAX_PARTS:
        raise ProtocolError("it has too many parts")
    try:
        text = body.decode("utf-8")
        message = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("it isn't JSON") from error
    if not isinstance(message, dict):
        raise ProtocolError("it isn't a JSON object")
    _check_depth(message)
    return _clean(message) if "\\ud" in text or "\\uD" in text else message


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def _check_depth(message):
    """Nothing, or a ProtocolError: later readers of the data recurse, so depth is bounded here."""
    level = [message]
    for _ in range(MAX_DEPTH):
        level = [child for value in level for child in _children(value)
                 if isinstance(child, (dict, list))]
        if not level:
            return
    raise ProtocolError("its data are nested too deeply")


def _children(value):
    return value.values() if isinstance(value, dict) else value


def _clean(value):
    """`value` with lone surrogates replaced: JSON may hold them, a file or database may not."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(v) for v in value]
    if isinstance(value, dict):
        return {_clean(k): _clean(v) for k, v in value.items()}
    return value


def receive(sock, max_fds=3):
    """The next message on a blocking socket and the file descriptors sent with it; or EOFError."""
    head, fds, _, _ = socket.recv_fds(sock, HEADER.size, max_fds)
    head += _exactly(sock, HEADER.size - len(head)) if head else b""
    if not head:
        raise EOFError
    (length,) = HEADER.unpack(head)
    if length > MAX_REQUEST:
        raise ProtocolError(f"a frame of {length} bytes")
    return parse(_exactly(sock, length)), list(fds)


def _exactly(sock, count):
    chunks = []
    while count:
        chunk = sock.recv(min(count, 2**20))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def send(sock, message, fds=()):
    """None; `message` is on its way, and with it the file descriptors `fds`."""
    frame = pack(message)
    sent = socket.send_fds(sock, [frame], fds) if fds else 0
    sock.sendall(memoryview(frame)[sent:])
