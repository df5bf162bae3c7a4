import { CopyCommand } from "../../_ui/copy-command.tsx";

const lag = (node: string) => `npm run stack -- lag ${node} 6500`;

const steps = [
  {
    command: "NETWORK=relay UNSTUCK_WITHOUT=wait npm start",
    does: "This starts the site without WAIT, on Linux, with links that can be made slow. Sign in there once, which makes the account, and sign out again.",
  },
  {
    command: lag("redis-2"),
    does: "A replica falls 6.5 s behind. If redis-1 is not the primary (npm run stack -- status), use the names that status shows.",
  },
  {
    command: lag("redis-3"),
    does: "The other replica falls behind too. Wait 12 s, until the primary hears of both again.",
  },
  { command: "npm run stack -- kill redis-1", does: "Sign in, and run this at once." },
];

/**
 * The same experiment in a terminal, for a person who may not press the button and for a site
 * without a runner.
 */
export function ByHand({ why }: { why: string }) {
  return (
    <section aria-labelledby="try" className="rounded-panel border border-rule bg-panel">
      <h2 id="try" className="border-rule border-b px-4 py-3 font-bold sm:px-6">
        Try it by hand
      </h2>
      <div className="px-4 py-5 sm:px-6">
        <p className="max-w-prose">{why}</p>
        <ol className="mt-5 space-y-4">
          {steps.map(({ command, does }) => (
            <li
              key={command}
              className="grid gap-x-6 gap-y-1 md:grid-cols-[minmax(0,7fr)_minmax(0,4fr)] md:items-center"
            >
              <CopyCommand command={command} />
              <p className="text-muted text-sm">{does}</p>
            </li>
          ))}
        </ol>
        <p className="mt-5 max-w-prose">
          Reload the page 6 s later: the site said that you are signed in, and no node knows you any more.
          Without <code className="font-mono text-[0.875em]">UNSTUCK_WITHOUT=wait</code> the sign-in waits for
          the replicas, and says “try again” after 8 s.
        </p>
      </div>
    </section>
  );
}
