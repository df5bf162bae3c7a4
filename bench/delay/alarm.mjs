import { parentPort, workerData } from "node:worker_threads";

/*
 * An alarm clock on a thread of its own. Node's timers count whole milliseconds, but a wait on
 * shared memory is finer. Unlike a busy loop, it takes no CPU. On a small machine, the measured
 * processes would lack that CPU.
 */
const { flag, due } = workerData;
const now = () => performance.timeOrigin + performance.now();
for (;;) {
  // Wait until the proxy has data to delay.
  Atomics.wait(flag, 0, 0);
  // No thread changes the second cell, so this sleeps.
  Atomics.wait(flag, 1, 0, Math.max(0, due[0] - now()));
  Atomics.store(flag, 0, 0);
  parentPort.postMessage(0);
}
