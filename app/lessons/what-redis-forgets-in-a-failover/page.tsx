import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { ByHand } from "./by-hand.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "what-redis-forgets-in-a-failover";
export const metadata = lessonMetadata(slug);

export default async function Page() {
  const may = mayBreak(await current());
  return (
    <Lesson
      slug={slug}
      experiment={
        may && hasRunner() ? (
          <Experiment />
        ) : (
          <ByHand
            why={
              may
                ? "This site wasn’t started by the stack runner, which would start the Redis to lose. So do it in a terminal, on a site of your own:"
                : "Operators may do it from here. You can do it in a terminal, on a site of your own:"
            }
          />
        )
      }
      code={[
        {
          path: "lib/redis/group-commit.ts",
          does: "Many writes, one WAIT, and which replicas must have them.",
        },
        { path: "lib/redis/durable.ts", does: "What is needed, and what it fails with." },
        { path: "stack/control/scratch.ts", does: "The small Redis of this lesson, and its end." },
        {
          path: "lib/session/failover.test.ts",
          does: "A primary killed under load: no acknowledged login is lost.",
        },
        {
          path: "proof/report/report.md",
          does: "The same on the whole site, again and again, with and without WAIT.",
        },
      ]}
    >
      <h2>What happened</h2>
      <p>
        Redis answers a write as soon as the primary has it. The replicas get it afterwards, mostly within a
        millisecond; here they were 1.2 s behind, as over a slow link or on a busy machine. When the primary
        lost its power, the Sentinels promoted a replica that had never heard of the last logins. The site had
        said “you are signed in”, the browser has its cookie, and nobody knows it any more. The same happens
        to a logout: it was confirmed, and the session is back.
      </p>
      <p>
        <code>WAIT</code> holds the answer back until the replicas have the write. Then whichever is promoted
        knows it. The logins that were under way when the primary died were made once more on the new one,
        which is why the slowest took seconds. One that can’t be made safe in 8 s is answered 503: whoever
        asks knows that it isn’t done.
      </p>
      <h2>What it costs</h2>
      <p>
        A login waits for the slowest replica: 2.4 s here, since its answer comes late too. With healthy
        replicas, and one <code>WAIT</code> for all who sign in at the same moment, it takes about as long as
        without. Reading a session waits for nothing.
      </p>
      <h2>What to do in your app</h2>
      <p>
        Send <code>WAIT</code> after a write that somebody is told of, on the same connection, and look at the
        number that it returns: it doesn’t undo anything, and less than you asked for is not a success. Ask
        for every replica that could be promoted; one of two isn’t enough, since the other may be chosen.
        After a lost connection repeat the write and not the <code>WAIT</code> alone, which has nothing to
        wait for on a new one.
      </p>
      <p>
        Neither the append-only file nor <code>min-replicas-to-write</code> helps here. The first is on the
        disk of the machine that is gone, and the second only counts replicas that answered lately, however
        old their data is.
      </p>
      <h2>Why not on the site’s own Redis?</h2>
      <p>
        Its logins would survive, but everybody’s would wait while there is no primary. So the runner starts a
        second Redis by the same configuration, and the nodes that serve you use their own session store on
        it. To see the site itself lose its primary, kill it on the live page.
      </p>
    </Lesson>
  );
}
