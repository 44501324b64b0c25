export { DEMO_SEED, generateCatalogue, type Film } from './catalogue.js';
export { generateVisits, type DemoVisitEvent, type VisitOptions } from './visits.js';
