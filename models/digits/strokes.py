"""Digits drawn as pen strokes with the shapes Japanese writers use: a 7 with its left hook, an open 4,
a bare 1, a 9 with a straight leg. Control points are jittered, so no two are alike."""
import numpy as np

# Each variant: list of strokes; each stroke a list of control points (x, y), unit square, y down.
SHAPES = {
    0: [[[(.5, .05), (.2, .15), (.1, .5), (.2, .88), (.5, .95), (.8, .85), (.9, .5), (.78, .12), (.48, .06)]],
        [[(.55, .04), (.25, .2), (.15, .55), (.3, .93), (.6, .93), (.85, .6), (.82, .2), (.6, .05), (.4, .1)]]],
    1: [[[(.5, .03), (.5, .5), (.5, .97)]], [[(.52, .03), (.48, .97)]], [[(.36, .22), (.52, .04), (.5, .97)]],
        [[(.35, .2), (.53, .05), (.52, .95)], [(.3, .95), (.75, .95)]]],
    2: [[[(.2, .2), (.5, .04), (.8, .2), (.7, .5), (.2, .92), (.85, .93)]],
        [[(.15, .25), (.3, .08), (.65, .06), (.8, .25), (.65, .5), (.15, .93), (.88, .92)]],
        [[(.12, .3), (.35, .06), (.75, .12), (.7, .45), (.3, .8), (.12, .92), (.3, .82), (.6, .93), (.92, .9)]]],
    3: [[[(.15, .15), (.45, .04), (.78, .14), (.75, .36), (.42, .48), (.78, .58), (.85, .8), (.5, .96), (.12, .86)]],
        [[(.18, .08), (.78, .08), (.42, .42), (.8, .55), (.82, .82), (.5, .96), (.12, .86)]]],
    4: [[[(.5, .04), (.1, .65), (.92, .65)], [(.68, .3), (.66, .97)]],
        [[(.3, .08), (.15, .6), (.88, .58)], [(.68, .08), (.64, .97)]],
        [[(.68, .97), (.68, .04), (.1, .68), (.93, .68)]]],
    5: [[[(.22, .08), (.18, .45), (.5, .38), (.85, .55), (.8, .85), (.45, .96), (.1, .86)], [(.22, .08), (.82, .07)]],
        [[(.85, .06), (.25, .07), (.18, .46), (.55, .38), (.85, .6), (.75, .88), (.42, .96), (.12, .85)]]],
    6: [[[(.62, .04), (.28, .35), (.13, .68), (.28, .93), (.62, .95), (.83, .74), (.65, .54), (.35, .56), (.16, .74)]],
        [[(.5, .03), (.2, .45), (.16, .75), (.4, .96), (.78, .88), (.78, .6), (.45, .53), (.2, .7)]]],
    7: [[[(.14, .08), (.14, .32)], [(.14, .08), (.85, .08), (.6, .45), (.5, .97)]],
        [[(.1, .34), (.13, .07), (.87, .09), (.62, .5), (.52, .97)]],
        [[(.16, .38), (.15, .12), (.5, .08), (.82, .12), (.8, .45), (.68, .97)]],
        [[(.18, .1), (.2, .36)], [(.18, .12), (.8, .1), (.8, .4), (.62, .96)]],
        [[(.12, .08), (.88, .08), (.45, .97)]]],
    8: [[[(.75, .12), (.4, .03), (.18, .2), (.4, .43), (.75, .62), (.8, .85), (.45, .97), (.15, .82), (.3, .58), (.7, .36), (.8, .15)]],
        [[(.5, .04), (.22, .2), (.5, .45), (.78, .22), (.5, .04)], [(.5, .45), (.14, .72), (.5, .96), (.86, .72), (.5, .45)]]],
    9: [[[(.8, .2), (.5, .04), (.2, .2), (.25, .45), (.6, .48), (.82, .2), (.8, .55), (.72, .97)]],
        [[(.78, .3), (.45, .5), (.18, .3), (.4, .05), (.78, .12), (.78, .4), (.78, .97)]],
        [[(.75, .15), (.4, .05), (.18, .28), (.4, .5), (.75, .3), (.77, .1), (.7, .6), (.4, .96)]]],
}


def _curve(points, rng):
    """Chaikin corner cutting: a polyline becomes a pen stroke; how round it is varies."""
    points = np.asarray(points, np.float32)
    for _ in range(rng.integers(0, 3)):
        if len(points) < 3:
            break
        a = points[:-1] * .75 + points[1:] * .25
        b = points[:-1] * .25 + points[1:] * .75
        points = np.concatenate([points[:1], np.stack([a, b], 1).reshape(-1, 2)[1:-1], points[-1:]])
    return points


def _transform(points, rng, jitter, shape):
    points = points + rng.normal(0, jitter, points.shape)
    angle, shear, aspect = shape
    points = (points - .5) * [aspect, 1]
    points = points + points[:, 1:] * [shear, 0]
    c, s = np.cos(angle), np.sin(angle)
    return points @ np.array([[c, -s], [s, c]])


def draw(digit, rng, side=28, inner=20):
    """One digit in MNIST's frame: longer side `inner` px, centre of mass in the middle."""
    variants = SHAPES[digit]
    strokes = variants[rng.integers(len(variants))]
    shape = (rng.normal(0, .07), rng.normal(-.12, .16), rng.uniform(.42, .95))
    jitter = rng.uniform(.015, .05)
    lines = [_curve(_transform(np.asarray(s, np.float64), rng, jitter, shape), rng) for s in strokes]
    every = np.concatenate(lines)
    low, high = every.min(0), every.max(0)
    width = rng.uniform(.8, 2.3)
    scale = (inner - width) / max((high - low).max(), .3)
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 1, 2).astype(np.float32)
    middle = (low + high) / 2
    best = np.full(side * side, 1e9, np.float32)
    for line in lines:
        line = ((line - middle) * scale + side / 2 - .5).astype(np.float32)
        a, d = line[:-1], line[1:] - line[:-1]
        t = np.clip(((grid - a) * d).sum(-1) / np.maximum((d * d).sum(-1), 1e-6), 0, 1)
        gap = grid - (a + t[..., None] * d)
        best = np.minimum(best, (gap * gap).sum(-1).min(1))
    image = np.clip(width / 2 + .5 - np.sqrt(best), 0, 1).reshape(side, side)
    return centred(image)


def centred(image):
    """Shifts by whole pixels so that the centre of mass lies in the middle, as MNIST does."""
    total = image.sum()
    if total < 1e-3:
        return image
    side = image.shape[0]
    ys, xs = np.indices(image.shape)
    dy = int(round(side / 2 - .5 - (ys * image).sum() / total))
    dx = int(round(side / 2 - .5 - (xs * image).sum() / total))
    return np.roll(image, (np.clip(dy, -4, 4), np.clip(dx, -4, 4)), (0, 1))
