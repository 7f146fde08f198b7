"""What stands in a box and is no digit: struck out, written over, rewritten beside, another character, dirt.
Drawn on a canvas wider than the box and only then framed, since the reader frames a digit with its strike."""
import numpy as np
import torch
import torch.nn.functional as F
from strokes import centred

SIDE, INNER = 28, 20
PAD = 10
CANVAS = SIDE + 2 * PAD
# Ink after a strike over ink before it, from which on a strike shows.
SHOWS = 1.25


def stroke_line(a, p, q, width):
    """A straight stroke between two points (x, y) in px."""
    side = a.shape[0]
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).astype(np.float32)
    p, d = np.asarray(p, np.float32), np.asarray(q, np.float32) - np.asarray(p, np.float32)
    t = np.clip(((grid - p) * d).sum(-1) / max((d * d).sum(), 1e-6), 0, 1)
    gap = np.sqrt(((grid - p - t[..., None] * d) ** 2).sum(-1))
    np.maximum(a, np.clip(width / 2 + .5 - gap, 0, 1), out=a)


def bent_line(a, rng, p, q, width):
    """A stroke of a quick hand: a little bow in the middle."""
    middle = (np.asarray(p) + np.asarray(q)) / 2 + rng.normal(0, .7, 2)
    stroke_line(a, p, middle, width)
    stroke_line(a, middle, q, width)


def reframed(a):
    """Ink of any size as MNIST frames a digit: longer side 20 px, centre of mass in the middle of 28 × 28."""
    ys, xs = np.nonzero(a > .2)
    if len(ys) == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    cut = a[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
    scale = INNER / max(cut.shape)
    size = [max(1, round(n * scale)) for n in cut.shape]
    small = F.interpolate(torch.from_numpy(cut.copy())[None, None], size=size, mode='area')[0, 0].numpy()
    out = np.zeros((SIDE, SIDE), np.float32)
    y, x = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    out[y:y + size[0], x:x + size[1]] = small
    return centred(out)


def _extent(a):
    ys, xs = np.nonzero(a > .3)
    if len(ys) == 0:
        return PAD + 8, PAD + 4, CANVAS - PAD - 8, CANVAS - PAD - 4
    return xs.min(), ys.min(), xs.max(), ys.max()


def _strike(a, rng):
    """One line, two, a slash, a cross or a zigzag over what is written; as thick as the pen that wrote it."""
    left, top, right, bottom = _extent(a)
    width = rng.uniform(.9, 2.6)
    over = lambda: rng.uniform(-1, 6)
    kind = rng.random()
    tall = bottom - top
    if kind < .45:
        lines = 1 if kind < .27 else rng.integers(2, 4)
        lean = rng.normal(0, 2)
        middle = top + tall * rng.uniform(.3, .7)
        gap = tall * rng.uniform(.12, .25)
        for i in range(lines):
            y = middle + (i - (lines - 1) / 2) * gap + rng.normal(0, .6)
            bent_line(a, rng, (left - over(), y + lean), (right + over(), y - lean), width)
    elif kind < .8:
        wide = max(right - left, tall * .5)
        x0, x1 = (left + right - wide) / 2 - over() / 2, (left + right + wide) / 2 + over() / 2
        y0, y1 = top - rng.uniform(-3, 3), bottom + rng.uniform(-3, 3)
        both = kind >= .68
        falls = rng.random() < .3
        if both or not falls: bent_line(a, rng, (x1, y0), (x0, y1), width)
        if both or falls: bent_line(a, rng, (x0, y0), (x1, y1), width)
    else:
        turns = rng.integers(5, 12)
        for i in range(turns):
            y = lambda j: top + tall * (j + .5) / (turns + 1)
            x = lambda j: (left if j % 2 else right) + rng.normal(0, 1)
            stroke_line(a, (x(i), y(i)), (x(i + 1), y(i + 1)), width)


def _struck(a, rng):
    """Struck until it shows: a slash along a 1 is still a 1 to anybody."""
    written = a.sum()
    for _ in range(4):
        _strike(a, rng)
        if a.sum() >= SHOWS * written:
            return


def _placed(digit, scale, dx, dy):
    """A digit on the canvas, `scale` times as large, shifted from the middle."""
    size = max(6, int(round(SIDE * scale)))
    small = F.interpolate(torch.from_numpy(digit.copy())[None, None], size=(size, size), mode='bilinear', align_corners=False)[0, 0].numpy()
    out = np.zeros((CANVAS, CANVAS), np.float32)
    y = int(np.clip((CANVAS - size) // 2 + dy, 0, CANVAS - size))
    x = int(np.clip((CANVAS - size) // 2 + dx, 0, CANVAS - size))
    out[y:y + size, x:x + size] = small
    return out


def _seal(a, rng, others):
    """The ring of a correction seal over the digit, with a piece of the name in it."""
    left, top, right, bottom = _extent(a)
    centre = np.array([(left + right) / 2, (top + bottom) / 2]) + rng.normal(0, 3, 2)
    radius, width = rng.uniform(8, 15), rng.uniform(.8, 2)
    angles = np.linspace(0, 2 * np.pi, 13)
    points = centre + radius * np.stack([np.cos(angles), np.sin(angles) * rng.uniform(.9, 1.1)], 1)
    first, last = sorted(rng.integers(0, 13, 2)) if rng.random() < .4 else (0, 12)
    for p, q in zip(points[first:last], points[first + 1:last + 1]):
        stroke_line(a, p, q, width)
    np.maximum(a, _placed(others[rng.integers(len(others))], radius / 14, *(centre - CANVAS / 2)), out=a)


def _corrected(digits, labels, others, rng):
    """A digit that its writer took back, with or without the new one in the same box."""
    at = rng.integers(len(digits))
    a = _placed(digits[at], rng.uniform(.85, 1.1), *rng.normal(0, 1, 2))
    kind = rng.random()
    if kind < .5:
        _struck(a, rng)
    elif kind < .72:    # written over by another
        other = rng.integers(len(digits))
        if labels[other] == labels[at]:
            _struck(a, rng)
        np.maximum(a, _placed(digits[other], rng.uniform(.8, 1.2), *rng.normal(0, 1.5, 2)), out=a)
        if rng.random() < .3: _struck(a, rng)
    elif kind < .9:     # struck, and the new one small in what room is left
        _struck(a, rng)
        side = rng.choice([-1, 1])
        np.maximum(a, _placed(digits[rng.integers(len(digits))], rng.uniform(.4, .7), side * rng.uniform(5, 11), rng.uniform(-9, 5)), out=a)
    else:
        _seal(a, rng, others)
    return a


def negative(digits, labels, others, rng):
    """28 × 28, framed as a digit would be."""
    kind = rng.random()
    if kind < .6:
        return reframed(_corrected(digits, labels, others, rng))
    a = np.zeros((SIDE, SIDE), np.float32)
    if kind < .7:       # two digits squeezed into one box
        a, b = (digits[rng.integers(len(digits))] for _ in range(2))
        both = np.concatenate([a[:, 5:23], b[:, 5:23]], 1)
        a = F.interpolate(torch.from_numpy(both)[None, None], size=(20, 28), mode='area')[0, 0].numpy()
        return np.pad(a, ((4, 4), (0, 0)))
    if kind < .84:      # another character, a tick, a cross
        return others[rng.integers(len(others))].copy()
    if kind < .92:      # dirt and frame only
        dirt(a, rng)
        residue(a, rng)
        return a
    points = rng.uniform(3, 25, (rng.integers(5, 10), 2))
    for p, q in zip(points, points[1:]):
        stroke_line(a, p, q, rng.uniform(1, 2.4))
    return a


def residue(a, rng):
    """What a printed frame leaves behind after its removal: pieces of line at the rim, or a gap in a stroke."""
    kind = rng.random()
    for _ in range(rng.integers(1, 3)):
        at, tone = rng.integers(0, 4), rng.uniform(.3, 1)
        lo = rng.integers(0, 20)
        hi = lo + rng.integers(3, 28)
        thick = rng.integers(1, 3)
        side = rng.integers(4)
        line = slice(at, at + thick) if side % 2 else slice(28 - at - thick, 28 - at)
        index = (line, slice(lo, hi)) if side < 2 else (slice(lo, hi), line)
        if kind < .8:
            a[index] = np.maximum(a[index], tone)
        else:
            a[index] *= rng.uniform(0, .4)


def dirt(a, rng):
    for _ in range(rng.integers(1, 5)):
        y, x = rng.integers(0, 27, 2)
        h, w = rng.integers(1, 4, 2)
        a[y:y + h, x:x + w] = np.maximum(a[y:y + h, x:x + w], rng.uniform(.3, 1))
