/**
 * A window is no gain if it is faster than every earlier one by no more than this factor: windows
 * vary by as much anyway.
 */
const gain = 1.05;
/** One window without a gain may be a slow moment of the machine. */
const without = 2;

/**
 * Runs windows of work until two in a row bring no gain, or `atMost` windows have run.
 * @param rate The rate of one window; higher is faster.
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
