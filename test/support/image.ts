import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { type Copy, DockerfileParser, type From, type JSONInstruction } from 'dockerfile-ast';

export type CopyStep = Readonly<{ from: string | null; sources: readonly string[]; to: string }>;
export type Stage = Readonly<{
  name: string | null;
  instructions: readonly string[];
  copies: readonly CopyStep[];
}>;
export type Image = Readonly<{
  stages: readonly Stage[];
  /** Of the last stage, which is what runs. */
  entrypoint: readonly string[];
  env: Readonly<Record<string, string>>;
  user: string | null;
}>;

/** What the Dockerfile says, as data. */
export async function readDockerfile(): Promise<Image> {
  const file = DockerfileParser.parse(await readFile('Dockerfile', 'utf8'));
  const stages: { name: string | null; instructions: string[]; copies: CopyStep[] }[] = [];
  for (const instruction of file.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      // Proof: the parser makes a From of FROM, a Copy of COPY, and JSON instructions of ENTRYPOINT.
      const name = (instruction as From).getBuildStage();
      stages.push({ name, instructions: [], copies: [] });
    }
    stages.at(-1)?.instructions.push(`${keyword} ${instruction.getArgumentsContent() ?? ''}`);
    if (keyword === 'COPY') stages.at(-1)?.copies.push(stepOf(instruction as Copy));
  }
  const last = stages.at(-1)?.instructions ?? [];
  const of = (keyword: string) =>
    last
      .filter((line) => line.startsWith(`${keyword} `))
      .map((line) => line.slice(keyword.length + 1));
  const entrypoint = file.getENTRYPOINTs().at(-1) as JSONInstruction | undefined;
  return {
    stages,
    entrypoint: (entrypoint?.getJSONStrings() ?? []).map((word) => word.getJSONValue()),
    env: Object.fromEntries(of('ENV').flatMap(pairsOf)),
    user: of('USER').at(-1) ?? null,
  };
}

function stepOf(copy: Copy): CopyStep {
  const words = copy.getArguments().map((word) => word.getValue());
  const from = copy.getFromFlag()?.getValue() ?? null;
  return { from, sources: words.slice(0, -1), to: words.at(-1) ?? '' };
}

const pairsOf = (text: string): [string, string][] =>
  [...text.replaceAll('\\\n', ' ').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);

/** Which files of the project the build may see. */
export async function buildContext(): Promise<(path: string) => boolean> {
  const ignored = dockerignore.default({ ignorecase: false });
  ignored.add(await readFile('.dockerignore', 'utf8'));
  return (path) => !ignored.ignores(path);
}

/**
 * Puts a stage's files together in a folder as its COPY lines do: from the project what the build may see, from
 * other stages what is handed in.
 */
export async function assemble(
  stage: Stage,
  folder: string,
  others: Readonly<Record<string, (source: string) => string>>,
): Promise<void> {
  const visible = await buildContext();
  const root = resolve('.');
  await mkdir(folder, { recursive: true });
  for (const { from, sources, to } of stage.copies) {
    for (const source of sources) {
      const target = join(folder, to.endsWith('/') ? join(to, source) : to);
      if (from !== null) {
        await mkdir(join(target, '..'), { recursive: true });
        await symlink(resolve(others[from]?.(source) ?? source), target);
        continue;
      }
      const filter = (path: string) =>
        path === join(root, source) || visible(path.slice(root.length + 1));
      await cp(join(root, source), target, { recursive: true, filter });
    }
  }
}
