import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "three-strategies-side-by-side";
export const metadata = lessonMetadata(slug);

export default async function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment canKill={mayBreak(await current()) && hasRunner()} />}
      code={[
        { path: "app/api/lessons/strategies/route.ts", does: "The three logins, each a few lines." },
        {
          path: "lib/session/store.ts",
          does: "The store that the third one uses, and every login of this site.",
        },
        { path: "e2e/logout-reaches-every-node.spec.ts", does: "A logout counts on every node at once." },
      ]}
    >
      <h2>What happened</h2>
      <p>
        <strong>Memory</strong> is known to one node of three, so two of three requests meet a stranger; and a
        sign-out that lands on another node ends nothing. <strong>A sealed cookie</strong> is known
        everywhere, for the node needs nothing but its key; for the same reason nobody can take it back.{" "}
        <strong>Redis</strong> is asked by every node, so every node knows the login and its end.
      </p>
      <h2>What it costs</h2>
      <p>
        The third way asks Redis once for each request of somebody who is signed in: one round trip, well
        under a millisecond beside the node. And Redis has to be there, which is why this site runs three of
        them.
      </p>
      <h2>What to do in your app</h2>
      <p>
        If a login must be able to end (a stolen laptop, a person who leaves, “sign out everywhere”), keep it
        where it can be ended. A stateless cookie is right for what may live a few minutes too long.
      </p>
    </Lesson>
  );
}
