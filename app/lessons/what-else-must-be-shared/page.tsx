import Link from "next/link";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "what-else-must-be-shared";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        {
          path: "lib/auth/throttle/limit.ts",
          does: "Counts in Redis, and by the node alone while Redis is away.",
        },
        { path: "e2e/guessing-is-throttled.spec.ts", does: "The same with the site’s own login." },
        { path: "stack/build.ts", does: "One build for all nodes, named by its sources." },
        { path: "lib/cache/redis-entries.ts", does: "What Next.js caches, in Redis for all nodes." },
        { path: "lib/cluster/revocations.ts", does: "Tells the nodes of each other’s sign-outs." },
        { path: "lib/cluster/live/live.ts", does: "Events that any node can go on with." },
      ]}
    >
      <h2>What happened</h2>
      <p>
        A throttle in memory counts what one node sees. Round robin deals the guesses out evenly, so three
        nodes allow three times as many, and thirty nodes thirty times: the more you scale, the weaker the
        lock. Counted in Redis, the limit is the limit.
      </p>
      <h2>The list</h2>
      <p>Sessions are only the best known of what nodes must agree on. Also:</p>
      <ul className="list-disc space-y-2 pl-5">
        <li>
          <strong>One build.</strong> A page of one build asks for hashed files and Server Actions that
          another doesn’t know.
        </li>
        <li>
          <strong>The keys</strong> that seal cookies, encrypt Server Actions and carry a sign-on from the
          node that began it to the one that finishes it. As rings, so that they can be changed while all
          runs.
        </li>
        <li>
          <strong>Limits and counts</strong>, as you have just seen.
        </li>
        <li>
          <strong>Cached data</strong>, and the news that it is out of date: expired on one node, it must be
          expired on all:{" "}
          <Link href="/shared-cache" className="underline underline-offset-4">
            try it
          </Link>
          .
        </li>
        <li>
          <strong>Live events.</strong> A stream that began on one node must go on from another, with nothing
          lost: kill the node that streams to the live page and look at its log.
        </li>
        <li>
          <strong>News of a sign-out</strong>, so that a page that is open elsewhere closes at once. Never as
          the reason why the session is dead: a message can be lost.
        </li>
      </ul>
      <h2>What to do in your app</h2>
      <p>
        Look for every variable that outlives a request. Each is either a cache that can be rebuilt, or a
        fault that shows on the second node.
      </p>
    </Lesson>
  );
}
