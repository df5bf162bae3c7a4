"use client";

import { type ReactNode, useEffect, useState } from "react";
import type { LiveEvent } from "@/lib/live/event.ts";
import { NodeBadge } from "../../../_ui/node-badge.tsx";
import { CopyCommand } from "../copy-command.tsx";
import { askBreak, type Verb } from "./ask-break.ts";
import type { Picture } from "./picture.ts";
import { commandFor, type Running } from "./say.ts";

/**
 * Milliseconds for which the page shows the answer to a press, unless the log reports it sooner.
 */
const answerFor = 10_000;

/** The action of a button, and how the parts run for which it names the command. */
interface By {
  press: (verb: Verb, part: string) => void;
  running: Running;
}

/** Whether this person may press the buttons, and whether a runner carries out the presses. */
export interface Powers {
  may: boolean;
  runner: boolean;
  /** How the parts run, which decides the commands. */
  running: Running;
}

interface BreakThingsProps {
  picture: Picture;
  events: readonly LiveEvent[];
  powers: Powers;
}

/** The answer to a press. */
interface Said {
  text: string;
  /** The event that the log will report, after the event `after`. */
  awaits: { verb: Verb; part: string; after: string | undefined } | null;
}

/** Whether the log reports it already, so that the answer can go. */
function isTold({ awaits }: Said, events: readonly LiveEvent[]): boolean {
  if (!awaits) return false;
  const before = events.findIndex(({ id }) => id === awaits.after);
  return events
    .slice(before + 1)
    .some((event) => event.kind === "asked" && event.verb === awaits.verb && event.part === awaits.part);
}

/**
 * Kills, freezes and restarts parts from the page, where that is possible. The page always shows
 * the command that does the same by hand.
 */
export function BreakThings({ picture, events, powers }: BreakThingsProps) {
  const [shown, setShown] = useState(commandFor("kill", "app-b", powers.running));
  const [said, setSaid] = useState<Said | null>(null);
  const active = powers.may && powers.runner;

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), answerFor);
    return () => clearTimeout(timer);
  }, [said]);

  const press: By["press"] = async (verb, part) => {
    const command = commandFor(verb, part, powers.running);
    setShown(command);
    const say = (text: string, awaits: Said["awaits"] = null) => setSaid({ text, awaits });
    if (!active) return say("The command is below: run it in a second terminal.");
    say(`Asked: ${command}`, { verb, part, after: events.at(-1)?.id });
    const problem = await askBreak(verb, part);
    if (problem) say(problem);
  };

  const by = { press, running: powers.running };
  const hasPrimary = picture.stores.some(({ role }) => role === "primary");
  return (
    <section
      aria-labelledby="break"
      className="@container flex flex-col rounded-panel border border-rule bg-panel"
    >
      <h2 id="break" className="border-rule border-b px-4 py-3 font-bold sm:px-6">
        Break things
      </h2>
      <ul className="grow px-4 sm:px-6" data-testid="break">
        {picture.nodes.map(({ name, is: how }) => (
          <Row key={name} name={<NodeBadge node={name} />} how={how === "up" ? "" : how}>
            {how === "up" ? (
              <>
                <Break verb="kill" part={name} {...by} />
                <Break verb="freeze" part={name} {...by} />
                <Break verb="restart" part={name} {...by} />
              </>
            ) : (
              <BringBack part={name} {...by} />
            )}
          </Row>
        ))}
        {picture.stores.map(({ name, role, is }) => (
          <Row
            key={name}
            name={name}
            how={is === "up" ? role : role === "primary" ? "primary, silent" : "down"}
          >
            {is === "up" ? (
              <>
                <Break verb="kill" part={name} {...by} />
                <Break verb="freeze" part={name} {...by} />
              </>
            ) : (
              <BringBack part={name} {...by} />
            )}
          </Row>
        ))}
        {hasPrimary && (
          <Row name="Planned failover" how="">
            <Break verb="failover" part="" {...by} />
          </Row>
        )}
      </ul>
      <div className="space-y-3 border-rule border-t px-4 py-4 text-sm sm:px-6">
        <p role="status" className="min-h-6">
          {said && !isTold(said, events) ? said.text : hintFor(powers)}
        </p>
        <CopyCommand command={shown} />
      </div>
    </section>
  );
}

function hintFor({ may, runner }: Powers): string {
  if (!runner) return "No runner is reachable from here, so each button shows the command to run by hand.";
  if (!may)
    return "Only operators may press these buttons. For you, each button shows the command to run by hand.";
  return "A part that you kill or freeze comes back by itself after 20 s. This command does the same by hand:";
}

function Row({ name, how, children }: { name: ReactNode; how: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 border-rule border-b py-1 last:border-b-0">
      <span className="min-w-0">
        {name} {how && <span className="text-muted text-sm">{how}</span>}
      </span>
      <span className="flex flex-wrap justify-end gap-x-1">{children}</span>
    </li>
  );
}

function BringBack({ part, ...by }: By & { part: string }) {
  return (
    <>
      <Break verb="start" part={part} {...by} />
      <Break verb="thaw" part={part} {...by} />
    </>
  );
}

const labels: Record<Verb, string> = {
  kill: "Kill",
  freeze: "Freeze",
  restart: "Restart",
  start: "Start",
  thaw: "Thaw",
  failover: "Fail over",
};

function Break({ verb, part, press, running }: By & { verb: Verb; part: string }) {
  return (
    <button
      type="button"
      onClick={() => press(verb, part)}
      aria-label={`${labels[verb]} ${part}`.trim()}
      title={commandFor(verb, part, running)}
      className="min-h-11 rounded-panel px-2.5 text-sm underline decoration-track underline-offset-4 hover:bg-ink hover:text-paper sm:px-3"
    >
      {labels[verb]}
    </button>
  );
}
