import { demoEnv } from "@/demo/env.ts";
import { CopyCommand } from "./copy-command.tsx";

const accounts = [
  { email: "user@example.com", can: "sees its own account" },
  { email: "operator@example.com", can: "sees the operator’s console as well" },
];

/** The accounts with which a visitor of the demo can sign in, and where their password is. */
export function DemoAccounts() {
  return (
    <aside
      aria-labelledby="demo"
      className="border-rule border-t pt-8 lg:border-t-0 lg:border-l lg:pt-0 lg:pl-12"
    >
      <h2 id="demo" className="font-bold text-xl tracking-tight">
        Demo accounts
      </h2>
      <dl className="mt-6 space-y-4">
        {accounts.map(({ email, can }) => (
          <div key={email}>
            <dt className="font-mono text-[0.9375rem]">{email}</dt>
            <dd className="text-muted text-sm">{can}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-8 mb-3">
        Both have the password that this site made at its first start. This command, in the site’s folder,
        shows it:
      </p>
      <CopyCommand command={demoEnv().DEMO_PASSWORD_COMMAND} />
    </aside>
  );
}
