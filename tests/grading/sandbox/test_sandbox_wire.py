"""The host's reading of frames: strict, bounded, and of outputs only what may be kept."""

import json
import socket

import pytest

from grading.sandbox.inside import wire
from grading.sandbox.link import Link
from grading.sandbox.outputs import Outputs, cleaned


def body(message):
    return wire.pack(message)[wire.HEADER.size:]


@pytest.mark.parametrize("message", [
    {"a": 1}, {"text": "für é 😀 \x1b[0m \\ud83d"}, {"a": [None, True, 1.5, {"b": [[]]}]}])
def test_messages_come_back_as_they_were(message):
    assert wire.parse(body(message)) == message


@pytest.mark.parametrize("junk", [
    b"", b"{", b"[]", b"3", b"null", b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe",
    b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", b'{"a": ' + b"[" * 10**5 + b"]" * 10**5 + b"}",
    b'{"a": ' + b"9" * 5000 + b"}", b'{"a": 1} {"b": 2}',
    b'{"a": [' + b"[]," * 2_000_000 + b"1]}"])
def test_anything_else_is_a_protocol_error(junk):
    with pytest.raises(wire.ProtocolError):
        wire.parse(junk)


def test_lone_surrogates_are_replaced_on_both_sides():
    sent = wire.parse(body({"a": "x\ud800y"}))
    forged = wire.parse(b'{"a": ["x\\ud800y", {"\\uDfff": 1}], "b": "\\ud83d\\ude00"}')

    assert sent == {"a": "x?y"}
    assert forged == {"a": ["x?y", {"?": 1}], "b": "😀"}
    json.dumps(forged, ensure_ascii=False).encode()


def test_not_a_number_can_not_be_sent():
    with pytest.raises(ValueError):
        wire.pack({"a": float("nan")})


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Link(ours, 1000), theirs


def test_a_frame_may_come_byte_by_byte(line):
    link, theirs = line
    heard = []
    for byte in wire.pack({"a": 1}) + wire.pack({"b": 2}):
        theirs.send(bytes([byte]))
        heard += link.read()

    assert heard == [{"a": 1}, {"b": 2}]


def test_more_than_the_budget_is_refused(line):
    link, theirs = line
    theirs.send(wire.pack({"a": "x" * 1200}))

    with pytest.raises(wire.ProtocolError, match="too much"):
        link.read()


def test_a_frame_that_announces_too_much_is_refused(line):
    link, theirs = line
    theirs.send(wire.HEADER.pack(wire.MAX_FRAME + 1))

    with pytest.raises(wire.ProtocolError, match="too long"):
        link.read()


def test_a_side_that_does_not_read_is_not_waited_for(line):
    link, _ = line

    assert not link.send({"a": "x" * 10**7}, deadline=0)


@pytest.mark.parametrize("output", [
    None, [], "text", {}, {"output_type": "widget"}, {"output_type": "stream", "text": 3},
    {"output_type": "display_data", "data": {"text/html": "<b>"}},
    {"output_type": "display_data", "data": {"application/javascript": "1"}},
    {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}},
    {"output_type": "display_data", "data": {"text/plain": ["a"]}},
    {"output_type": "display_data", "data": {"image/png": "AAAA"}},
    {"output_type": "execute_result", "data": 3}])
def test_outputs_of_no_known_form_are_dropped(output):
    assert cleaned(output) is None


def test_only_known_fields_of_an_output_are_kept():
    got = cleaned({"output_type": "execute_result", "evil": 1, "metadata": {"x": "<b>"},
                   "execution_count": "7", "data": {"text/plain": "a\x00b", "text/html": "<b>"}})

    assert got == {"output_type": "execute_result", "metadata": {}, "execution_count": None,
                   "data": {"text/plain": "ab"}}


def test_an_error_of_wrong_types_becomes_an_empty_one():
    got = cleaned({"output_type": "error", "ename": 3, "evalue": None, "traceback": "x"})

    assert got == {"output_type": "error", "ename": "", "evalue": "", "traceback": []}


def test_many_tiny_outputs_count_too():
    outputs = Outputs(100_000)
    for i in range(100_000):
        outputs.stream(("stdout", "stderr")[i % 2], "x")
        outputs.add({"output_type": "display_data", "data": {"text/plain": ""}})

    assert 100 < len(outputs.finished()) < 1_100


def test_outputs_are_cut_at_the_limit_whatever_their_kind():
    outputs = Outputs(1000)
    for _ in range(3):
        outputs.stream("stdout", "x" * 400)
    outputs.add({"output_type": "error", "ename": "E", "evalue": "", "traceback": ["late"]})

    first, note = outputs.finished()
    assert first["text"] == "x" * 900
    assert note["text"] == "\n[output cut after 1 kB]\n"
