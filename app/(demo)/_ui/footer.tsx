import Link from "next/link";

const look = "inline-flex min-h-11 items-center underline underline-offset-4";

/** The links in the site's footer. */
export function ToTheIdeaAndTheProof() {
  return (
    <>
      <Link href="/#idea" className={look}>
        The idea
      </Link>
      {/* The report is no page of the app, so the browser loads it instead of routing to it. */}
      <a href="/proof" className={look}>
        What was done to it
      </a>
    </>
  );
}
