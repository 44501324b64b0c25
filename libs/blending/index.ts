export * from './blend.js';
export * from './blender.js';
export * from './choose-slate.js';
export * from './co-watch-tables.js';
export * from './folded-blend.js';
export * from './parse-blend.js';
export * from './ranking-metrics.js';
export * from './scratch.js';
