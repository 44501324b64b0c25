export { planExperiment, type ExperimentPlan, type PlannedExperiment } from './plan-experiment.js';
export { reportExperiment, type ExperimentReport } from './report-experiment.js';
