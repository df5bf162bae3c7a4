import { connection } from "next/server";
import { current } from "@/lib/auth/current.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { CopyCommand } from "./_ui/copy-command.tsx";
import { ServedBy } from "./_ui/served-by.tsx";
import { Live } from "./_ui/tape/live.tsx";

const TRY = [
  {
    command: "npm run stack -- kill app-b",
    outcome: "B goes quiet. nginx passes its requests on, and no login notices.",
  },
  {
    command: "npm run stack -- start app-b",
    outcome: "B takes its turns again, with every login it never held.",
  },
  {
    command: "npm run stack -- restart app-a",
    outcome: "A finishes what it has in hand, leaves, and comes back.",
  },
];

export default async function LivePage() {
  await connection();
  const node = nodeName();
  const who = await current();
  const session =
    who.status === "signed-in"
      ? {
          id: who.session.id,
          name: who.session.data.name,
          email: who.session.data.email,
          createdBy: who.session.createdBy,
        }
      : who.status === "unavailable"
        ? "unknown"
        : null;

  return (
    <div className="space-y-14 lg:space-y-20">
      <Live first={{ node, session }}>
        <div className="min-w-0 space-y-8 lg:space-y-12">
          <h1 className="max-w-[34rem] text-balance font-medium text-2xl leading-snug tracking-tight lg:text-[1.75rem]">
            One web app on three nodes, no sticky sessions: each request may meet another node, and your login
            stays.
          </h1>
          <ServedBy node={node} />
        </div>
      </Live>

      <div className="grid gap-x-12 gap-y-14 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <section aria-labelledby="try">
          <h2 id="try" className="font-bold text-xl tracking-tight">
            Try to break it
          </h2>
          <p className="mt-1 text-muted">
            In a second terminal, beside the one that runs{" "}
            <code className="font-mono text-[0.875em]">npm start</code>:
          </p>
          <ol className="mt-6 space-y-5">
            {TRY.map(({ command, outcome }) => (
              <li key={command} className="grid gap-x-6 gap-y-2 xl:grid-cols-[22rem_1fr] xl:items-center">
                <CopyCommand command={command} />
                <p>{outcome}</p>
              </li>
            ))}
          </ol>
        </section>
        <section aria-labelledby="idea" className="max-w-prose">
          <h2 id="idea" className="scroll-mt-8 font-bold text-xl tracking-tight">
            The idea
          </h2>
          <p className="mt-6">
            A node holds nothing that a login needs. The browser keeps a sealed cookie with a random token;
            the session itself is in Redis, which every node asks. So nginx can send each request anywhere,
            and any node can be killed at any moment.
          </p>
          <p className="mt-4 text-muted">
            The track to Redis stays dark while nobody is signed in: an anonymous request costs the store
            nothing.
          </p>
        </section>
      </div>
    </div>
  );
}
