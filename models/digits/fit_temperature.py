#!/usr/bin/env python3
"""Temperature of the digit network, and what each threshold would let through, on held-out-scores.json.

usage: fit_temperature.py --work FOLDER   (the folder train.py wrote to)"""
import argparse, json, os
import numpy as np

a = argparse.ArgumentParser(); a.add_argument('--work', required=True)
rows = json.load(open(os.path.join(a.parse_args().work, 'held-out-scores.json')))
logits = np.array([r['logits'] for r in rows]); labels = np.array([r['label'] for r in rows])


def softmax(temperature):
    z = logits / temperature
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def loss(temperature):
    return -np.log(softmax(temperature)[np.arange(len(labels)), labels] + 1e-9).mean()


best = min(np.arange(.3, 2.5, .02), key=loss)
p = softmax(best); top = p.argmax(1); sure = p.max(1)
print(f'temperature {best:.2f}')
for threshold in (.9, .95, .97, .98, .99, .995, .998):
    taken = (sure >= threshold) & (top < 10)
    print(f'p >= {threshold}: {taken[labels < 10].mean():.3f} of digits, error {(top[taken] != labels[taken]).mean():.5f}')
