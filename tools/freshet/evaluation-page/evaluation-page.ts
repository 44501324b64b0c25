import type { Evaluation } from '../../../apps/co-watch/index.js';
export async function evaluationPage(evaluation: Evaluation, madeAt: Date): Promise<string> {
  return JSON.stringify(evaluation) + madeAt.toISOString();
}
