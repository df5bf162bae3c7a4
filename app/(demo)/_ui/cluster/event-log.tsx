import type { LiveEvent } from "@/lib/live/event.ts";
import type { Picture } from "./picture.ts";
import { say } from "./say.ts";
import type { Notes } from "./use-notes.ts";

const shown = 8;
const trouble = new Set<LiveEvent["kind"]>(["node-silent", "part-down"]);

/** The events, newest first. Screen readers read each one aloud as it comes. */
export function EventLog({
  events,
  notes,
  picture,
  streamedBy,
}: {
  events: readonly LiveEvent[];
  notes: Notes;
  picture: Picture;
  streamedBy: string | null;
}) {
  const silent = picture.outage && picture.stores.find(({ role }) => role === "primary");
  const newest = events.slice(silent ? 1 - shown : -shown).reverse();
  return (
    <section aria-labelledby="events" className="flex flex-col rounded-panel border border-rule bg-panel">
      <h2 id="events" className="border-rule border-b px-4 py-3 font-bold sm:px-6">
        What happened
      </h2>
      <ol className="min-h-88 grow px-4 py-2 sm:px-6" aria-live="polite" data-testid="events">
        {silent && (
          <li
            data-event="now"
            data-part={silent.name}
            className="grid grid-cols-[4.5rem_1fr] items-baseline gap-x-3 border-rule border-b py-2 text-sm"
          >
            <span className="font-mono text-muted text-xs">now</span>
            <div className="font-bold">
              {silent.name}, the primary, is silent. Writes wait for a new primary; the replicas answer reads.
            </div>
          </li>
        )}
        {newest.length === 0 && !silent && <li className="py-2 text-muted">Nothing yet. Break something.</li>}
        {newest.map((event) => (
          <li
            key={event.id}
            data-event={event.kind}
            data-part={"node" in event ? event.node : event.part}
            className="grid grid-cols-[4.5rem_1fr] items-baseline gap-x-3 border-rule border-b py-2 text-sm last:border-b-0"
          >
            <time dateTime={new Date(event.at).toISOString()} className="font-mono text-muted text-xs">
              {new Date(event.at).toISOString().slice(11, 19)}
            </time>
            <div className={trouble.has(event.kind) ? "font-bold" : ""}>
              {say(event)}
              {notes[event.id] && <p className="font-normal text-muted">{notes[event.id]}</p>}
            </div>
          </li>
        ))}
      </ol>
      <p className="border-rule border-t px-4 py-3 text-muted text-sm sm:px-6">
        {streamedBy
          ? `${streamedBy} streams this log. If it dies, another node continues it without gaps. Times are UTC.`
          : "The stream is interrupted; another node takes over."}
      </p>
    </section>
  );
}
