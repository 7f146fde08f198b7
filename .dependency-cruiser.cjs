/** Folder -> folders it may import. The whole architecture, as data. Missing key = may import nothing. */
const MAY_IMPORT = {
  schemas: [],
  rules: ['schemas'],
  runtime: ['schemas'],
  ledger: ['schemas', 'rules', 'runtime'],
  queue: ['schemas', 'rules', 'runtime', 'ledger'],
  print: ['schemas', 'rules', 'runtime'],
  workers: ['schemas', 'rules', 'runtime', 'ledger', 'queue'],
  api: ['schemas', 'rules', 'runtime', 'ledger', 'queue', 'print'],
  cli: ['schemas', 'rules', 'runtime', 'ledger', 'queue', 'print', 'workers', 'api'],
  'review-ui': ['schemas', 'rules'],
};
/** npm package -> the only place that may import it ("one door"). */
const ONE_DOOR = {
  sharp: '^workers/engines/sharp\\.ts$',
  'tesseract\\.js': '^workers/engines/tesseract\\.ts$',
  'onnxruntime-node': '^workers/engines/onnx\\.ts$',
  'zxing-wasm/dist/[^/]+/reader': '^workers/engines/zxing\\.ts$',
  'zxing-wasm/dist/[^/]+/writer': '^print/qr-code\\.ts$',
  'pdf-lib': '^(print/a4-page|workers/engines/pdf-contents)\\.ts$',
  fontkit: '^print/typeface\\.ts$',
  '@hyzyla/pdfium': '^workers/engines/pdfium\\.ts$',
  pg: '^ledger/',
  kysely: '^ledger/',
  bullmq: '^queue/',
  ioredis: '^queue/',
  pino: '^runtime/log\\.ts$',
  '@aws-sdk/': '^runtime/s3-objects\\.ts$',
  fastify: '^api/',
  'prom-client': '^api/operating/metrics\\.ts$',
  '@fastify/': '^api/',
  '@node-rs/argon2': '^ledger/password\\.ts$',
  'csv-parse': '^ledger/masters/csv\\.ts$',
  'temporal-polyfill': '^rules/calendar\\.ts$',
  commander: '^cli/main\\.ts$',
};
const ALL = Object.keys(MAY_IMPORT);
const pkg = (name) => `(^|/)node_modules/${name}${name.endsWith('/') ? '' : '/'}`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'not-to-dev-dep', severity: 'error',
      from: { pathNot: '^(test|scripts|review-ui|samples|bench)/|\\.config\\.' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] } },
    { name: 'prod-never-imports-test', severity: 'error',
      from: { pathNot: '^(test|scripts|samples|bench)/' }, to: { path: '^(test|samples|scripts|bench)/' } },
    ...ALL.map((folder) => ({
      name: `layer-${folder}`, severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: `^(${ALL.join('|')})/`, pathNot: `^(${[folder, ...MAY_IMPORT[folder]].join('|')})/` },
    })),
    { name: 'schemas-only-zod', severity: 'error', from: { path: '^schemas/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: pkg('zod') } },
    { name: 'rules-are-pure', severity: 'error',
      comment: 'Rules run in the worker, the API, the CLI and the browser: no I/O, no Node.',
      from: { path: '^rules/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: `${pkg('zod')}|${pkg('temporal-polyfill')}` } },
    { name: 'stages-are-pure', severity: 'error',
      comment: 'A stage is data in, data out: no queue, no ledger, no engine, no Node I/O.',
      from: { path: '^workers/stages/' },
      to: { pathNot: `^(schemas|rules|workers/stages)/|^runtime/errors\\.ts$|${pkg('zod')}` } },
    ...Object.entries(ONE_DOOR).map(([name, door]) => ({
      name: `one-door-${name.replace(/[^a-z0-9.-]/g, '')}`, severity: 'error',
      from: { path: `^(${ALL.join('|')})/`, pathNot: door }, to: { path: pkg(name) },
    })),
    { name: 'no-orphans', severity: 'warn',
      from: { orphan: true, pathNot: '(main|\\.d|\\.config)\\.[cm]?tsx?$|^ledger/migrations/' }, to: {} },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] } },
};
