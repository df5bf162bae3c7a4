import { parentPort, workerData } from "node:worker_threads";

/*
 * An alarm clock on a thread of its own. Node's timers count whole milliseconds, a wait on
 * shared memory doesn't, and it takes no CPU as a busy loop would, which on a small machine is
 * CPU that the measured ones miss.
 */
const { flag, due } = workerData;
const now = () => performance.timeOrigin + performance.now();
for (;;) {
  // Until the proxy has something to hold back.
  Atomics.wait(flag, 0, 0);
  // Nobody changes the second cell: this sleeps.
  Atomics.wait(flag, 1, 0, Math.max(0, due[0] - now()));
  Atomics.store(flag, 0, 0);
  parentPort.postMessage(0);
}
