import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { DEMONSTRATION_PASSWORD as PASSWORD } from '../../ledger/password.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import type { Config } from '../../runtime/config.ts';
import type { Log } from '../../runtime/log.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { importMastersCommand } from '../commands/import-masters.ts';
import { followBatch } from '../commands/ingest.ts';
import { startProgress } from '../commands/progress.ts';
import { verifyLedgerCommand } from '../commands/verify-ledger.ts';
import { demoFolderOf } from '../program/find-installation.ts';
import { SAMPLES_FOLDER } from '../program/folders.ts';
import { openProgram, type Program } from '../program/open-program.ts';
import { runApi } from '../program/run-api.ts';
import { runStages } from '../program/run-stages.ts';
import { type HttpClient, logIn } from './http-client.ts';
import { truthBySheet, workThrough } from './reviewers.ts';
import { demoTable, tallyFields } from './tally.ts';
import { loadTruths, type Truth } from './truth.ts';

const MUNICIPALITY = { municipalityId: '272035', name: '豊中市(デモ)', demonstration: true };
const ACCOUNTS = [
  { loginName: 'demo-uketsuke', displayName: '受付 デモ', roles: ['clerk'] },
  { loginName: 'demo-kakunin', displayName: '確認 デモ', roles: ['reviewer'] },
  { loginName: 'demo-shonin', displayName: '承認 デモ', roles: ['reviewer'] },
  { loginName: 'demo-kanri', displayName: '管理 デモ', roles: ['supervisor'] },
] as const;

type Print = (line: string) => void;

/** The whole way, from scans to a verified ledger, on invented people; leaves it behind to look at. */
export async function runDemo(given: Config, log: Log, print: Print): Promise<number> {
  const dataFolder = demoFolderOf(given.dataFolder);
  await rm(dataFolder, { recursive: true, force: true });
  // A port of its own: the demonstration runs beside a program that is already there.
  const config = { ...given, dataFolder, databaseUrl: undefined, host: '127.0.0.1', port: 0 };
  print('yoshin デモ: 架空の人物の予診票を、受付から台帳まで通します。');
  const program = await openProgram(config, log, 'own');
  try {
    const { municipalityId } = MUNICIPALITY;
    return await inMunicipality(municipalityId, () => demonstrate(program, print));
  } finally {
    await program.shutdown.run();
  }
}

async function demonstrate(program: Program, print: Print): Promise<number> {
  const { municipalityId } = MUNICIPALITY;
  await ensureMunicipality(program.db, program.operator(municipalityId), MUNICIPALITY);
  // Invented people have no telephone: the demonstration asks for a password alone, and is served here alone.
  const policy = { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: [] };
  await setPolicy(program.db, program.operator(municipalityId), policy);
  for (const account of ACCOUNTS) {
    const context = program.operator(municipalityId);
    await createAccount(program.db, context, { ...account, password: PASSWORD });
  }
  await importMastersCommand(
    program,
    join(SAMPLES_FOLDER, 'masters'),
    { municipality: municipalityId, dryRun: false, json: false },
    print,
  );
  await runStages(program, (reason) => {
    throw reason;
  });
  const address = await runApi(program, 'here');
  const [clerk, first, second] = await Promise.all(
    ACCOUNTS.slice(0, 3).map(({ loginName }) => logIn(address, loginName, PASSWORD)),
  );
  if (!clerk || !first || !second) return 1;
  const reading = performance.now();
  const batchId = await handIn(program, clerk, print);
  const machine = seconds(reading);
  const truths = await truthBySheet(
    clerk,
    batchId,
    await loadTruths(join(SAMPLES_FOLDER, 'truth')),
  );
  const review = await confirmAll({ first, second }, truths, print);
  const verified = await verifyLedgerCommand(
    program,
    { municipality: municipalityId, images: true, json: false },
    print,
  );
  const fields = await tallyFields(program, readSheets(truths));
  print(await demoTable(program, municipalityId, fields, { machine, review }));
  for (const line of closing()) print(line);
  return verified;
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

/** The clerk uploads every sample over HTTP; the queue does the rest. */
async function handIn(program: Program, clerk: HttpClient, print: Print): Promise<string> {
  const folder = join(SAMPLES_FOLDER, 'scans');
  const names = (await readdir(folder)).sort();
  const { batchId } = await clerk.call(intakeApi.createBatch, {
    body: { label: 'デモの束', institutionCode: null, month: null, declaredSheets: null },
  });
  for (const name of names) {
    const file = new File([await readFile(join(folder, name))], name);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  }
  print(`${names.length} 個のファイルを受け付けました。列で読み取ります。`);
  await followBatch(program, MUNICIPALITY.municipalityId, batchId);
  return batchId;
}

/** Two accounts go through everything. They key what the samples' truth says, since nobody sits here. */
async function confirmAll(
  people: { first: HttpClient; second: HttpClient },
  truths: ReadonlyMap<string, Truth>,
  print: Print,
): Promise<number> {
  print('二人の確認者が HTTP API で確認・承認します(入力は見本の正解から。人の代わりです)。');
  const since = performance.now();
  const progress = startProgress('確認・承認 {bar} {value}/{total} 件');
  let done = 0;
  const total = [...truths.values()].filter((truth) => truth.template.startsWith('jp-')).length * 2;
  const tell = (outcome: string): void => {
    done += outcome === 'rejected' ? 2 : 1;
    progress.show({ done, total, files: 0 });
  };
  try {
    await workThrough(people.first, 'verify', truths, tell);
    await workThrough(people.second, 'approve', truths, tell);
  } finally {
    progress.stop();
  }
  return seconds(since);
}

const readSheets = (truths: ReadonlyMap<string, Truth>): Map<string, Truth> =>
  new Map([...truths].filter(([, truth]) => truth.template.startsWith('jp-')));

function closing(): string[] {
  const names = ACCOUNTS.map(({ loginName, roles }) => `${loginName}(${roles.join('・')})`);
  return [
    '',
    '画面を開くには:  npm start   → http://127.0.0.1:4300',
    '台帳をもう一度検証するには:  npm run --silent yoshin -- ledger verify',
    '設置を調べるには:  npm run --silent yoshin -- doctor',
    `ログイン名: ${names.join('、')}`,
    `パスワード(デモだけのもの): ${PASSWORD}`,
  ];
}
