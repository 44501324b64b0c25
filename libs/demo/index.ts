export { DEMO_SEED, generateCatalogue, type Film } from './catalogue.js';
export { demandOf } from './demand.js';
export { Random } from './random.js';
export { generateVisits, type DemoVisitEvent } from './visits.js';
export { WeightedChoice } from './weighted-choice.js';
