const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

// Progress goes to stderr, so that what a command prints stays clean for readers of its stdout.
const out = process.stderr;

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs one long step and shows how it goes: a spinner with the time on a terminal, elsewhere a line
 * at the start, every 15 s and at the end.
 */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  let frame = 0;
  const draw = () => {
    frame += 1;
    out.write(`\r\u001b[2K${spinner[frame % spinner.length]} ${title} (${seconds(began)})`);
  };
  if (!out.isTTY) out.write(`  ${title} …\n`);
  const timer = out.isTTY
    ? setInterval(draw, 100)
    : setInterval(() => out.write(`  ${title}: ${seconds(began)} so far\n`), 15_000);
  const clear = out.isTTY ? "\r\u001b[2K" : "";
  try {
    const result = await work();
    out.write(`${clear}✓ ${title} (${seconds(began)})\n`);
    return result;
  } catch (error) {
    out.write(`${clear}✗ ${title} (${seconds(began)})\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

export function note(text: string): void {
  out.write(`  ${text}\n`);
}
