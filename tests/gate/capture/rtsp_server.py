"""A small RTSP server of its own kind: Motion JPEG in RTP (RFC 2435) through the RTSP connection, for one client."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import struct
import threading
import time

import cv2
import numpy as np

WIDTH, HEIGHT, FPS = 320, 240, 25


class RtspServer:
    """Serves until closed; `mood` says how: "play", "garbage" (noise for pictures), "silent" (nothing more comes)."""

    def __init__(self, credentials: str | None = None, port: int = 0) -> None:
        self.mood = "play"
        self._authorization = credentials and "Basic " + base64.b64encode(credentials.encode()).decode()
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.settimeout(0.1)
        self.port = self._listener.getsockname()[1]
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def __enter__(self) -> RtspServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError, ConnectionError):
                client, _ = self._listener.accept()
                with client:
                    client.settimeout(0.1)
                    self._converse(client)

    def _converse(self, client: socket.socket) -> None:
        requests = b""
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                if not (data := client.recv(4096)):
                    return
                requests += data
            while b"\r\n\r\n" in requests:
                request, _, requests = requests.partition(b"\r\n\r\n")
                if self.mood != "silent":
                    client.sendall(self._answer(request.decode()))
                if request.startswith(b"PLAY"):
                    self._stream(client)
                    return

    def _answer(self, request: str) -> bytes:
        method, url = request.split(" ")[:2]
        head = re.search(r"CSeq: \d+\r\n", request)[0] + "Session: 1\r\n"
        if self._authorization and f"Authorization: {self._authorization}" not in request:
            return f'RTSP/1.0 401 Unauthorized\r\n{head}WWW-Authenticate: Basic realm="door"\r\n\r\n'.encode()
        body = ""
        if method == "DESCRIBE":
            body = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=door\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:track\r\n"
            head += f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif method == "OPTIONS":
            head += "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "SETUP":
            head += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
        return f"RTSP/1.0 200 OK\r\n{head}\r\n{body}".encode()

    def _stream(self, client: socket.socket) -> None:
        client.settimeout(2)
        random = np.random.default_rng(0)
        sequence = number = 0
        while not self._closing.is_set():
            if self.mood != "silent":
                scan, tables = _jpeg(random)
                if self.mood == "garbage":
                    scan = random.bytes(len(scan))
                for packet in _packets(scan, tables, sequence, number * 90000 // FPS):
                    client.sendall(packet)
                    sequence += 1
                number += 1
            time.sleep(1 / FPS)


def _jpeg(random: np.random.Generator) -> tuple[bytes, bytes]:
    """Scan data and the two quantisation tables of a new picture."""
    blocks = random.integers(64, 192, (HEIGHT // 40, WIDTH // 40, 3), np.uint8)
    image = cv2.resize(blocks, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    data = cv2.imencode(".jpg", image)[1].tobytes()
    tables, position = b"", 2
    while True:
        marker, length = struct.unpack_from(">HH", data, position)
        segment = data[position + 4 : position + 2 + length]
        position += 2 + length
        if marker == 0xFFDB:  # each table after one byte with its number
            tables += b"".join(segment[start + 1 : start + 65] for start in range(0, len(segment), 65))
        if marker == 0xFFDA:
            return data[position:-2], tables


def _packets(scan: bytes, tables: bytes, sequence: int, timestamp: int) -> list[bytes]:
    """RFC 2435 §3.1, type 1 (4:2:0), Q 255 (tables in the first packet), each framed as RFC 2326 §10.12 asks."""
    packets = []
    for offset in range(0, len(scan), 1200):
        part = scan[offset : offset + 1200]
        last = offset + len(part) == len(scan)
        rtp = struct.pack(">BBHII", 0x80, 26 | last << 7, (sequence + len(packets)) & 0xFFFF, timestamp, 1)
        jpeg = struct.pack(">IBBBB", offset, 1, 255, WIDTH // 8, HEIGHT // 8)
        quantisation = struct.pack(">BBH", 0, 0, len(tables)) + tables if offset == 0 else b""
        packet = rtp + jpeg + quantisation + part
        packets.append(struct.pack(">BBH", 0x24, 0, len(packet)) + packet)
    return packets
