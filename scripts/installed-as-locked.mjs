/**
 * What npm installed against what the lock file says. `npm ci` would compare them, and cannot be used: see
 * docs/adr. Both arguments are the `packages` of a lock file: npm keeps one of its own beside what it installed.
 *
 * @param {Record<string, any>} installed
 * @param {Record<string, any>} locked
 * @returns {string[]} the packages that are not what the lock file says
 */
export function notAsLocked(installed, locked) {
  const optional = new Set(
    Object.values(locked).flatMap(({ optionalDependencies = {} }) =>
      Object.entries(optionalDependencies).map(([name, version]) => `${name}@${version}`),
    ),
  );
  const isAsLocked = ([path, { version, integrity }]) => {
    const entry = locked[path];
    if (entry !== undefined) return entry.version === version && entry.integrity === integrity;
    // The compiled part for another kind of machine, which the registry behind the lock file did not carry: named
    // there with its exact version by the package it belongs to.
    return optional.has(`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`);
  };
  const wrong = Object.entries(installed).filter((entry) => !isAsLocked(entry));
  const missing = Object.entries(locked).filter(
    ([path, entry]) => path !== '' && installed[path] === undefined && !mayBeAbsent(entry),
  );
  return [...wrong, ...missing].map(([path]) => path);
}

const mayBeAbsent = ({ optional, devOptional, peer }) => Boolean(optional || devOptional || peer);
