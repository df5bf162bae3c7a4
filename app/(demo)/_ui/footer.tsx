import Link from "next/link";

const look = "inline-flex min-h-11 items-center underline underline-offset-4";

/** Where the site's footer leads to. */
export function ToTheIdeaAndTheProof() {
  return (
    <>
      <Link href="/#idea" className={look}>
        The idea
      </Link>
      {/* No page of the app but the report as it was written: it is loaded, and not moved to. */}
      <a href="/proof" className={look}>
        What was done to it
      </a>
    </>
  );
}
