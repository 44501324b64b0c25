import { LineCounter, parseDocument } from 'yaml';
import { messageOf } from '#libs/contracts';
import { describeIssue } from './describe-issue.js';
import { experimentsFileSchema, type Experiment } from './experiment-schema.js';
import { ruleProblems } from './experiment-rules.js';
import { looseExperimentsOf } from './loose-experiment.js';
import { PlaceFinder, type FilePath } from './problem-places.js';
import { pathText, type FileProblem, type FoundProblem } from './problem.js';
import { revisionOf } from './revision.js';

/** What the experiments file says. */
export interface ExperimentsFile {
  /** Names this text: `revisionOf`. */
  readonly revision: string;
  /** In the file's order; none where there are problems. */
  readonly experiments: readonly Experiment[];
  /** Everything that is wrong, in the order of the text. */
  readonly problems: readonly FileProblem[];
}

/**
 * Reads the text of an experiments file and never throws. An empty text, or one with nothing under `experiments:`, has no
 * experiments and no problems.
 */
export function parseExperiments(text: string): ExperimentsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const places = new PlaceFinder(document, lines);
  const revision = revisionOf(text);
  const notYaml = [...document.errors, ...document.warnings].map(({ message, pos }) =>
    wholeFile(`is not YAML: ${message}`, places.at(pos[0])),
  );
  if (notYaml.length > 0) return { revision, experiments: [], problems: notYaml };
  let content: unknown;
  try {
    content = withoutEmptyList(document.toJS());
  } catch (thrown) {
    const problem = wholeFile(`can't be read: ${messageOf(thrown)}`, places.at(0));
    return { revision, experiments: [], problems: [problem] };
  }
  return { revision, ...checked(content, places) };
}

function checked(content: unknown, places: PlaceFinder): Omit<ExperimentsFile, 'revision'> {
  const reading = experimentsFileSchema.safeParse(content);
  const found = [
    ...(reading.error?.issues ?? []).flatMap((issue) => describeIssue(issue, valueAt(content, issue.path))),
    ...ruleProblems(looseExperimentsOf(content)),
  ];
  const problems = found.map((problem) => placed(problem, places)).sort(inOrderOfText);
  if (problems.length > 0 || !reading.success) return { experiments: [], problems };
  return { experiments: reading.data.experiments, problems };
}

/** `experiments:` with nothing below is how a file without any looks. */
function withoutEmptyList(content: unknown): unknown {
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || !('experiments' in content) || content.experiments !== null)
    return content;
  return { ...content, experiments: [] };
}

function valueAt(content: unknown, path: FilePath): unknown {
  let value = content;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[segment];
  }
  return value;
}

function placed({ path, message, suggestion, key }: FoundProblem, places: PlaceFinder): FileProblem {
  const place = key === undefined ? places.ofValue(path) : places.ofKey(path, key);
  return { ...place, path: pathText(path), message, suggestion: suggestion ?? null };
}

function wholeFile(message: string, place: { line: number; column: number }): FileProblem {
  return { ...place, path: '', message: message.replace(/\.$/, ''), suggestion: null };
}

function inOrderOfText(a: FileProblem, b: FileProblem): number {
  return a.line - b.line || a.column - b.column;
}
