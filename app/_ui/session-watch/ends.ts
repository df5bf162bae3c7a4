/** On this channel the tabs of a browser tell each other that the person signs out. */
const channelName = "unstuck.sign-out";

type Listener<Told extends unknown[]> = (...told: Told) => void;

const wanted = new Set<Listener<[]>>();
const rightful = new Set<Listener<[id: string]>>();

function listenTo<Told extends unknown[]>(listeners: Set<Listener<Told>>, listener: Listener<Told>) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Says, in every tab of this browser, that the person signs out. */
export function announceSignOut(): void {
  // This tab hears it at once: the page may be gone before its own channels deliver it.
  for (const listener of [...wanted]) listener();
  const channel = new BroadcastChannel(channelName);
  channel.postMessage("sign-out");
  channel.close();
}

/**
 * Has `listener` told when the person signs out in any tab of this browser, this one included.
 * @returns A function that stops it.
 */
export function onSignOutWanted(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = listener;
  const stop = listenTo(wanted, listener);
  return () => {
    channel.close();
    stop();
  };
}

/** Says, in this tab, that a session ended normally: by its time, or because somebody ended it. */
export function tellRightfulEnd(id: string): void {
  for (const listener of [...rightful]) listener(id);
}

/**
 * Has `listener` told of each such end that this tab notices. @returns A function that stops it.
 */
export const onRightfulEnd = (listener: (id: string) => void): (() => void) => listenTo(rightful, listener);
