/**
 * Waits for work, but no longer than a limit. The timer goes with the work, so that it neither keeps a process alive nor
 * lets one end in the middle of its shutdown.
 * @returns whether the work was done in time. Rejects as the work does, in time.
 */
export async function doneWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
