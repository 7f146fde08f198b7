import { sha256 } from '../canonical.ts';

/** RFC 6962 §2.1: leaves and nodes are hashed in separate domains, so neither can pose as the other. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Uint8Array.of(0), entry);

export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(Uint8Array.of(1), left, right);

/**
 * Roots of the perfect subtrees of a tree, largest first: one for each bit set in its size.
 * Enough to append to the tree and to know its root without reading any leaf again.
 */
export type Frontier = readonly Buffer[];

export function appendLeaf(frontier: Frontier, size: number, leaf: Buffer): Frontier {
  const grown = [...frontier];
  let carried = leaf;
  for (let bits = size; bits % 2 === 1; bits = (bits - 1) / 2) {
    const left = grown.pop();
    if (left === undefined) throw new RangeError('the frontier does not fit the size');
    carried = nodeHash(left, carried);
  }
  return [...grown, carried];
}

/** MTH of the tree; of the empty tree it is the hash of nothing. */
export function rootOf(frontier: Frontier): Buffer {
  if (frontier.length === 0) return sha256();
  return frontier.reduceRight((right, left) => nodeHash(left, right));
}

/** MTH computed from all leaves, RFC 6962 §2.1 word for word. */
export function treeHash(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const split = largestPowerBelow(leaves.length);
  return nodeHash(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

/** Audit path of one leaf, RFC 6962 §2.1.1, from the leaf upwards. */
export function inclusionProof(leaves: readonly Buffer[], index: number): Buffer[] {
  if (index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), treeHash(right)]
    : [...inclusionProof(right, index - split), treeHash(left)];
}

/** Does the audit path lead from this leaf to this root? */
export function isIncluded(
  proof: Readonly<{
    leaf: Buffer;
    index: number;
    size: number;
    path: readonly Buffer[];
    root: Buffer;
  }>,
): boolean {
  const { leaf, index, size, path, root } = proof;
  return index >= 0 && index < size && rootFrom(leaf, index, size, path)?.equals(root) === true;
}

/** The root that leaf and path imply; `null` when the path is too long or too short for the tree. */
function rootFrom(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
): Buffer | null {
  const sibling = path.at(-1);
  if (size === 1 || sibling === undefined) return size === 1 && !sibling ? leaf : null;
  const split = largestPowerBelow(size);
  const onLeft = index < split;
  const own = onLeft
    ? rootFrom(leaf, index, split, path.slice(0, -1))
    : rootFrom(leaf, index - split, size - split, path.slice(0, -1));
  if (own === null) return null;
  return onLeft ? nodeHash(own, sibling) : nodeHash(sibling, own);
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
