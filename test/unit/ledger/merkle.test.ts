import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendLeaf,
  type Frontier,
  inclusionProof,
  isIncluded,
  leafHash,
  rootOf,
  treeHash,
} from '../../../ledger/entries/merkle.ts';

const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`entry ${at}`)));

/** The test vectors that implementations of RFC 6962 share. */
const VECTOR_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(Buffer.from(hex, 'hex')));
const VECTOR_ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test.each(VECTOR_ROOTS.map((root, at) => [at + 1, root] as const))(
  'a tree of %i leaves has the published root',
  (size, root) => {
    expect(treeHash(VECTOR_LEAVES.slice(0, size)).toString('hex')).toBe(root);
  },
);

test('the empty tree is the hash of nothing', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(treeHash([]).toString('hex')).toBe(empty);
  expect(rootOf([]).toString('hex')).toBe(empty);
});

test('appending leaf by leaf gives the root of the whole tree, at every size', () => {
  let frontier: Frontier = [];
  const leaves = leavesOf(70);
  leaves.forEach((leaf, size) => {
    frontier = appendLeaf(frontier, size, leaf);
    expect(rootOf(frontier).equals(treeHash(leaves.slice(0, size + 1)))).toBe(true);
  });
});

test('every leaf can be proven, and nothing else can', () => {
  const places = fc
    .integer({ min: 1, max: 40 })
    .chain((size) =>
      fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }),
    );
  fc.assert(
    fc.property(places, ({ size, index }) => {
      const leaves = leavesOf(size);
      const path = inclusionProof(leaves, index);
      const leaf = leaves[index] ?? Buffer.alloc(0);
      const proof = { leaf, index, size, path, root: treeHash(leaves) };
      expect(isIncluded(proof)).toBe(true);
      expect(isIncluded({ ...proof, leaf: leafHash(Buffer.from('other')) })).toBe(false);
      expect(isIncluded({ ...proof, path: [...path, leaf] })).toBe(false);
      expect(isIncluded({ ...proof, index: size })).toBe(false);
      if (path.length > 0) expect(isIncluded({ ...proof, path: path.slice(1) })).toBe(false);
    }),
  );
});
