import { temporaryFolder } from '#libs/testing';
import vue from '@vitejs/plugin-vue';
import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Rollup } from 'vite';
import type { DocsSnippets } from './docs-snippets.js';

const PROJECT = fileURLToPath(new URL('../../../../../', import.meta.url));
const SITE = fileURLToPath(new URL('./site/', import.meta.url));

/** What the site's developers use besides Freshet's package; taken from the project's own, so that nothing is downloaded. */
const FRAMEWORKS = [
  'react',
  'react-dom',
  'react-router',
  'vue',
  'vue-router',
  '@types/react',
  '@types/react-dom',
];

/** What programs are built for; a journey puts its own in place. */
export const BUILT_FOR = { serviceUrl: 'http://service.invalid', site: 'journeys-site' };

/** Which snippets of the docs stand beside which sources. */
const SNIPPETS = {
  'react-app': ['freshet.ts', 'film-page.tsx', 'recommended.tsx'],
  'vue-app': ['freshet.ts', 'Recommended.vue'],
} as const;

interface Program {
  readonly entry: string;
  readonly mode: 'development' | 'production';
}

/** What the site's developers bundle. React's strict mode is strict in development only. */
const PROGRAMS = {
  'React, for development': { entry: 'react-app/main.tsx', mode: 'development' },
  'React, for production': { entry: 'react-app/main.tsx', mode: 'production' },
  Vue: { entry: 'vue-app/main.ts', mode: 'production' },
  'Tag Manager': { entry: 'tag-manager.ts', mode: 'production' },
} as const satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof PROGRAMS;

const run = promisify(execFile);

/** A folder of a site's developers: their sources, the docs' snippets among them, and Freshet's package installed as the docs say. */
export class Workshop {
  private constructor(
    private readonly folder: string,
    /** Each program, in one file. */
    readonly bundles: Readonly<Record<ProgramName, string>>,
    readonly close: () => Promise<void>,
  ) {}

  static async open(snippets: DocsSnippets): Promise<Workshop> {
    const { path, remove } = await temporaryFolder();
    await cp(SITE, path, { recursive: true });
    await installBeacon(path, snippets.raw('install'));
    for (const name of FRAMEWORKS) await link(name, path);
    for (const [app, names] of Object.entries(SNIPPETS)) {
      for (const name of names) await writeFile(join(path, app, name), snippets.at(BUILT_FOR, name));
    }
    const bundling = Object.entries(PROGRAMS).map(async ([name, program]) => [
      name,
      await bundle(path, program),
    ]);
    const bundles = Object.fromEntries(await Promise.all(bundling)) as Record<ProgramName, string>;
    return new Workshop(path, bundles, remove);
  }

  /** @returns what TypeScript holds against the React app and the snippets in it, nothing where all is well. */
  async typeErrors(): Promise<string> {
    await writeFile(join(this.folder, 'docs.d.ts'), '');
    const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
    try {
      await run(process.execPath, [tsc, '-p', this.folder]);
      return '';
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }
}

async function bundle(folder: string, { entry, mode }: Program): Promise<string> {
  const bundled = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    mode,
    plugins: [vue()],
    // Left to itself, Vite goes by the test runner's own NODE_ENV.
    esbuild: { jsx: 'automatic', jsxDev: mode === 'development' },
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    build: {
      write: false,
      minify: mode === 'production',
      rollupOptions: { input: join(folder, entry) },
    },
  });
  const { output } = bundled as Rollup.RollupOutput;
  return output[0].code;
}

/** A copy, as it would be in a site's own checkout: builds of this project put another folder in place of theirs. */
async function installBeacon(folder: string, command: string): Promise<void> {
  await cp(join(PROJECT, 'dist/browser'), join(folder, 'freshet/dist/browser'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const offline = { npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' };
  await run('sh', ['-c', command], { cwd: folder, env: { ...process.env, ...offline } });
}

async function link(name: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules', name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(PROJECT, 'node_modules', name), target);
}
