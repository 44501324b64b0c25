export type { LeftOut } from './exposures.js';
export {
  planExperiment,
  type ExperimentPlan,
  type PlannedExperiment,
  type TestLength,
} from './plan-experiment.js';
export { reportExperiment, type Estimate, type ExperimentReport, type Look } from './report-experiment.js';
