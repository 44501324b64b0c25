import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { FreshetError, messageOf, SITE_PATTERN } from '#libs/contracts';
import { FileSettings, SiteSettings } from './configuration-sections.js';
import { readEnvironment, type Environment } from './environment.js';
import { isMapping, readSection, type Problem } from './read-section.js';

/** Everything an operator can set, complete, checked and frozen. Settings are documented in config/freshet.yaml. */
export interface Configuration extends Readonly<FileSettings> {
  /** By name; without a prototype, so `constructor` is a site only where someone configured it. */
  readonly sites: Readonly<Record<string, SiteSettings>>;
  readonly environment: Environment;
}

/** Injection token of the configuration. */
export const CONFIGURATION = Symbol('Configuration');

const CONFIG_FILE_DEFAULT = 'config/freshet.yaml';

type ReadFile = (path: string) => string;

/**
 * Reads config/freshet.yaml (or the file that FRESHET_CONFIG names) and the environment, once, at the edge of a process.
 * A missing default file means the defaults; a missing file that was named is a problem.
 * @throws FreshetError FRESHET_CONFIG_INVALID whose details list every problem, one sentence each.
 */
export function loadConfiguration(
  env: NodeJS.ProcessEnv = process.env,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Configuration {
  const path = env['FRESHET_CONFIG'] ?? '';
  const file = readYaml(path === '' ? CONFIG_FILE_DEFAULT : path, path !== '', readFile);
  const { environment, problems: environmentProblems } = readEnvironment(env);
  const settings = new FileSettings();
  const { sites, ...sections } = file.content;
  const siteReading = readSites(sites);
  const problems = [
    ...file.problems,
    ...siteReading.problems.map(file.located),
    ...readSection(Object.assign({ sites: {} }, settings), sections, '').map(file.located),
    ...contradictions(settings).map(file.located),
    ...environmentProblems.map(({ path: name, message }) => `${name} ${message}`),
  ];
  if (problems.length > 0) throw invalid(problems);
  return deepFreeze(Object.assign(settings, { sites: siteReading.sites, environment }));
}

interface YamlFile {
  readonly content: Record<string, unknown>;
  readonly problems: readonly string[];
  /** Puts file and line before a problem. */
  readonly located: (problem: Problem) => string;
}

function readYaml(path: string, wasNamed: boolean, readFile: ReadFile): YamlFile {
  const empty = { content: {}, located: ({ path: at, message }: Problem) => `${path}: ${at} ${message}` };
  let text: string;
  try {
    text = readFile(path);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && !wasNamed) return { ...empty, problems: [] };
    return {
      ...empty,
      problems: [`${path} can't be read: ${isMissing ? 'there is no such file' : messageOf(cause)}`],
    };
  }
  return { ...empty, ...parseYaml(path, text) };
}

function parseYaml(path: string, text: string): Omit<YamlFile, 'located'> & Partial<YamlFile> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(({ message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${path}:${line}:${col} is not YAML: ${message}`;
  });
  if (problems.length > 0) return { content: {}, problems };
  const content: unknown = document.toJS() ?? {};
  if (!isMapping(content))
    return { content: {}, problems: [`${path} must be a mapping: "collector:" and so on`] };
  const located = (problem: Problem): string => {
    const node = document.getIn(problem.path.split('.'), true) as { range?: [number] } | undefined;
    const line = node?.range === undefined ? '' : `:${lines.linePos(node.range[0]).line}`;
    return `${path}${line}: ${problem.path} ${problem.message}`;
  };
  return { content, problems: [], located };
}

function readSites(given: unknown): { sites: Record<string, SiteSettings>; problems: Problem[] } {
  const sites = Object.create(null) as Record<string, SiteSettings>;
  if (given === undefined || given === null)
    return { sites: Object.assign(sites, { demo: new SiteSettings() }), problems: [] };
  if (!isMapping(given))
    return { sites, problems: [{ path: 'sites', message: 'must be a mapping of site names' }] };
  const problems = Object.entries(given).flatMap(([name, settings]) => {
    if (!SITE_PATTERN.test(name)) {
      return [
        {
          path: `sites.${name}`,
          message: 'is no name for a site: 1 to 32 of a-z 0-9 -, not starting with -',
        },
      ];
    }
    const site = (sites[name] = new SiteSettings());
    return readSection(site, settings, `sites.${name}`);
  });
  return { sites, problems };
}

/** Settings that are right each on its own and make no sense together. */
function contradictions({ log, session, recommender }: FileSettings): Problem[] {
  const problems: Problem[] = [];
  if (session.refoldHours > log.retentionHours) {
    problems.push({
      path: 'session.refoldHours',
      message: 'must not be longer than log.retentionHours: the log is what is read again',
    });
  }
  if (recommender.storeTimeoutMs > recommender.budgetMs) {
    problems.push({
      path: 'recommender.storeTimeoutMs',
      message: 'must not be longer than recommender.budgetMs',
    });
  }
  return problems;
}

function invalid(problems: readonly string[]): FreshetError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  return new FreshetError('FRESHET_CONFIG_INVALID', `The configuration has ${count}:${list}`, {
    details: problems,
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member as object);
  }
  return Object.freeze(value);
}
