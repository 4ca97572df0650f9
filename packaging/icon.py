"""Draws icon.png: the curve of a loss over its residual, and the tangent at one point. Python's library alone."""
import math
import pathlib
import struct
import zlib

SIDE, SAMPLES = 128, 4
PAPER, CURVE, TANGENT = (24, 34, 56), (255, 196, 61), (122, 199, 255)


def huber(x):
    return x * x / 2 if abs(x) <= 1 else abs(x) - 0.5


def distance_to_curve(x, y):
    """The distance to the curve, from its value and slope beside the point."""
    slope = max(-1.0, min(1.0, x))
    return abs(huber(x) - y) / math.hypot(1, slope)


def distance_to_tangent(x, y):
    point, slope = 0.8, 0.8
    return abs(huber(point) + slope * (x - point) - y) / math.hypot(1, slope) if -0.35 < x < 1.95 else math.inf


def colour(column, row):
    x, y = (column / SIDE - 0.5) * 5.2, (0.84 - row / SIDE) * 3.4
    middle = math.hypot(max(abs(column - 64) - 44, 0), max(abs(row - 64) - 44, 0))
    if middle > 18:
        return (0, 0, 0, 0)
    if math.hypot(x - 0.8, y - huber(0.8)) < 0.2:
        return (255, 255, 255, 255)
    if distance_to_curve(x, y) < 0.085:
        return (*CURVE, 255)
    if distance_to_tangent(x, y) < 0.05:
        return (*TANGENT, 255)
    return (*PAPER, 255)


def pixel(column, row):
    points = [colour(column + (i + 0.5) / SAMPLES, row + (j + 0.5) / SAMPLES) for i in range(SAMPLES) for j in range(SAMPLES)]
    opaque = sum(point[3] for point in points)
    mixed = [round(sum(point[c] * point[3] for point in points) / opaque) if opaque else 0 for c in range(3)]
    return bytes([*mixed, round(opaque / len(points))])


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(SIDE)) for row in range(SIDE))
header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
pathlib.Path(__file__).with_name("icon.png").write_bytes(png)
