import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askInTurn, type Turns } from './ask-in-turn.js';

const BUDGET_MS = 800;

interface Question {
  readonly answer: (name: string | undefined) => void;
  readonly fail: (error: Error) => void;
}

describe('asking in turn', () => {
  let questions: Question[];
  let shown: string[];
  let failures: unknown[];
  let isBusy: boolean;
  let turns: Turns;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    questions = [];
    shown = [];
    failures = [];
    isBusy = false;
    turns = askInTurn<string>({
      ask: () => new Promise((answer, fail) => questions.push({ answer, fail })),
      show: (answer, since) => shown.push(`${answer} for ${since}`),
      isIn: (cause, answer) => cause !== undefined && answer === `with ${cause}`,
      isBehind: (answer) => answer?.startsWith('behind') ?? false,
      onError: (error) => void failures.push(error),
      setBusy: (busy) => (isBusy = busy),
      budgetMs: () => BUDGET_MS,
    });
  });

  afterEach(() => vi.useRealTimers());

  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  async function answer(question: number, name: string | undefined): Promise<void> {
    questions[question]?.answer(name);
    await settle();
  }

  it('asks at once, without a timer in between', async () => {
    turns.change(1);
    await Promise.resolve();
    expect(questions).toHaveLength(1);
  });

  it('asks once for what changes in one task', async () => {
    turns.change(1);
    turns.change(2);
    await settle();
    expect(questions).toHaveLength(1);
  });

  it('shows an answer with the moment of its change, and is busy until then', async () => {
    turns.change(7);
    await settle();
    expect(isBusy).toBe(true);
    await answer(0, 'a');
    expect(shown).toEqual(['a for 7']);
    expect(isBusy).toBe(false);
  });

  it('asks what changes meanwhile once, when the question under way is answered', async () => {
    turns.change(1);
    await settle();
    turns.change(2);
    turns.change(3);
    await settle();
    expect(questions).toHaveLength(1);
    await answer(0, 'a');
    expect(questions).toHaveLength(2);
    await answer(1, 'b');
    expect(shown).toEqual(['a for 1', 'b for 3']);
    expect(questions).toHaveLength(2);
  });

  it('asks no second time for what the answer under way turns out to include', async () => {
    turns.change(1);
    await settle();
    turns.change(2, 'event-1');
    turns.change(3, 'event-2');
    await answer(0, 'with event-2');
    expect(questions).toHaveLength(1);
  });

  it('asks again when not all that changed meanwhile is in the answer', async () => {
    turns.change(1);
    await settle();
    turns.change(2, 'event-1');
    turns.change(3, 'event-2');
    await answer(0, 'with event-1');
    expect(questions).toHaveLength(2);
    turns.change(4);
    turns.change(5, 'event-3');
    await answer(1, 'with event-3');
    expect(questions).toHaveLength(3);
  });

  it('asks what changed meanwhile when the question under way fails', async () => {
    turns.change(1);
    await settle();
    turns.change(2);
    questions[0]?.fail(new Error('away'));
    await settle();
    expect(failures).toEqual([new Error('away')]);
    await answer(1, 'b');
    expect(shown).toEqual(['b for 2']);
  });

  it('gives up on an answer that outlives its budget, and never shows it', async () => {
    turns.change(1);
    await settle();
    await vi.advanceTimersByTimeAsync(BUDGET_MS);
    expect(isBusy).toBe(false);
    await answer(0, 'late');
    expect(shown).toEqual([]);
  });

  it('never shows an answer over a newer one', async () => {
    turns.change(1);
    await settle();
    await vi.advanceTimersByTimeAsync(BUDGET_MS);
    turns.change(2);
    await settle();
    await answer(1, 'new');
    await answer(0, 'old');
    expect(shown).toEqual(['new for 2']);
  });

  it('shows nothing while there is no answer to show', async () => {
    turns.change(1);
    await settle();
    await answer(0, undefined);
    expect(shown).toEqual([]);
    expect(isBusy).toBe(false);
  });

  it('asks again after an answer that is behind, three times at most, ever later', async () => {
    turns.change(1);
    await settle();
    for (const [question, pauseMs] of [250, 500, 1000].entries()) {
      await answer(question, `behind ${question}`);
      await vi.advanceTimersByTimeAsync(pauseMs - 1);
      expect(questions).toHaveLength(question + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(questions).toHaveLength(question + 2);
    }
    await answer(3, 'behind 3');
    expect(shown).toEqual([0, 1, 2, 3].map((question) => `behind ${question} for 1`));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks a change at once though it pauses before asking again', async () => {
    turns.change(1);
    await settle();
    await answer(0, 'behind');
    turns.change(2);
    await settle();
    expect(questions).toHaveLength(2);
    await answer(1, 'b');
    await vi.advanceTimersByTimeAsync(10 * BUDGET_MS);
    expect(questions).toHaveLength(2);
  });

  it('asks later unless it has been asked until then', async () => {
    turns.changeLater(1, 100);
    await vi.advanceTimersByTimeAsync(99);
    expect(questions).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(questions).toHaveLength(1);
    await answer(0, 'a');
    turns.changeLater(2, 100);
    turns.change(3);
    await settle();
    await answer(1, 'b');
    await vi.advanceTimersByTimeAsync(100);
    expect(questions).toHaveLength(2);
  });

  it('never has two questions under way, even when a pause ends while one is', async () => {
    turns.change(1);
    await settle();
    turns.changeLater(2, 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(questions).toHaveLength(1);
  });

  it('shows nothing and asks nothing once it has stopped, until something changes', async () => {
    turns.change(1);
    await settle();
    turns.change(2);
    turns.stop();
    await answer(0, 'a');
    turns.change(3);
    turns.stop();
    turns.changeLater(4, 100);
    turns.stop();
    await vi.advanceTimersByTimeAsync(10 * BUDGET_MS);
    expect(shown).toEqual([]);
    expect(questions).toHaveLength(1);
    turns.change(5);
    await settle();
    await answer(1, 'b');
    expect(shown).toEqual(['b for 5']);
  });
});
