/**
 * Leads a signed-in person to another port. It is a page and no redirect: a redirect would still
 * follow from the form at the company's provider, whose policy (`form-action`) may let it lead to
 * this site alone.
 */
export function Onward({ to }: { to: string }) {
  return (
    <section>
      <meta httpEquiv="refresh" content={`0; url=${to}`} />
      <h1 className="font-bold text-4xl tracking-tight">You are signed in</h1>
      <a href={to} className="mt-4 inline-flex min-h-11 items-center underline underline-offset-4">
        Go on to {new URL(to).host}
      </a>
    </section>
  );
}
