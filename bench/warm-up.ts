/**
 * A window that is quicker than every earlier one by no more than this is no gain: as much
 * comes and goes by itself.
 */
const gain = 1.05;
/** One window without a gain may be a slow moment of the machine. */
const without = 2;

/**
 * Runs windows of work until two in a row brought no gain, or there were so many.
 * @param rate Higher is quicker.
 */
export async function untilSteady(rate: () => Promise<number>, atMost: number): Promise<void> {
  let best = 0;
  let steady = 0;
  for (let window = 0; window < atMost && steady < without; window += 1) {
    const found = await rate();
    steady = found > best * gain ? 0 : steady + 1;
    best = Math.max(best, found);
  }
}
