export type { Experiment, ExperimentUnit, Variation } from './file/experiment-schema.js';
export { experimentsJsonSchema } from './file/json-schema.js';
export type { Override } from './file/override-schema.js';
export { parseExperiments, type ExperimentsFile } from './file/parse-experiments.js';
export { describeProblem, type FileProblem } from './file/problem.js';
export { revisionOf } from './file/revision.js';
