import { endings, type NodeFigures } from "@/lib/live/figures.ts";
import { inWords } from "../../_ui/duration.ts";
import { Bars } from "./bars.tsx";

const called = {
  logout: "signed out",
  revoked: "one revoked",
  "revoked-all": "all of a user revoked",
  cap: "too many of a user",
  replay: "an old token was shown",
  expired: "idle or at its end",
};

/**
 * Sessions: how many begin and end, for which reasons, how much time they have left and how large
 * they are.
 */
export function Sessions({ figures }: { figures: NodeFigures }) {
  const clock = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16);
  const endedOf = (minute: NodeFigures["minutes"][number]) =>
    endings.reduce((sum, ending) => sum + minute.ended[ending], 0);
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" className="font-bold text-xl tracking-tight">
        Sessions
      </h2>
      <p className="mt-1 text-muted text-sm">
        The figures of all nodes together, for as long as each has run. Times are UTC.
      </p>
      <div className="mt-6 grid gap-x-12 gap-y-10 md:grid-cols-2">
        <Bars
          title="Begun and ended by the minute"
          meaning="Up: sessions that began in that minute. Down: sessions that ended."
          empty="No session has begun or ended in the last 15 minutes."
          counts={{ up: "begun", down: "ended" }}
          bars={figures.minutes.map((minute) => ({
            label: clock(minute.minute),
            up: minute.created,
            down: endedOf(minute),
          }))}
        />
        <Reasons minutes={figures.minutes} />
        <Bars
          title="Time left until the idle end"
          meaning="Every 5 s each node looks at a few sessions. A bar shows how many had at most this much time left."
          empty="No node has found a session to look at since it started."
          counts={{ up: "looks" }}
          bars={figures.ttlSeconds.map(({ upTo, count }) => ({
            label: upTo < 60 ? `${upTo} s` : inWords(upTo * 1000),
            up: count,
          }))}
        />
        <Bars
          title="Size in Redis at the login"
          meaning="Bytes of a session’s record, compressed and encrypted, when it was begun."
          empty="No session has begun since the nodes started."
          counts={{ up: "sessions" }}
          bars={figures.envelopeBytes.map(({ upTo, count }) => ({ label: `${upTo} B`, up: count }))}
        />
      </div>
      <table className="mt-8 w-full max-w-2xl text-left text-sm">
        <caption className="pb-2 text-left font-bold text-base">Store operations</caption>
        <thead>
          <tr className="border-rule border-b text-muted">
            <th className="py-2 pr-6 font-normal">Operation</th>
            <th className="py-2 pr-6 font-normal">Answered</th>
            <th className="py-2 font-normal">Slower than 50 ms</th>
          </tr>
        </thead>
        <tbody>
          {figures.operations.map(({ operation, count, slow }) => (
            <tr key={operation} className="border-rule border-b">
              <th scope="row" className="py-2 pr-6 font-normal">
                {operation}
              </th>
              <td className="py-2 pr-6">{count}</td>
              <td className="py-2">{slow}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Reasons({ minutes }: Pick<NodeFigures, "minutes">) {
  const counts = endings.map((ending) => ({
    ending,
    count: minutes.reduce((sum, minute) => sum + minute.ended[ending], 0),
  }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return (
    <table className="w-full self-start text-left text-sm">
      <caption className="pb-2 text-left font-bold text-base">Ended, by reason, in 15 minutes</caption>
      <tbody>
        {counts.map(({ ending, count }) => (
          <tr key={ending} className="border-rule border-b">
            <th scope="row" className="w-44 py-2 pr-4 font-normal">
              {called[ending]}
            </th>
            <td className="w-12 py-2 pr-4">{count}</td>
            <td aria-hidden="true" className="py-2">
              <svg
                viewBox="0 0 100 4"
                preserveAspectRatio="none"
                aria-hidden="true"
                className="block h-2 w-full"
              >
                <rect width={(100 * count) / most} height="4" className="fill-ink" />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
