import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "why-not-sticky-sessions";
export const metadata = lessonMetadata(slug);

export default async function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment canKill={mayBreak(await current()) && hasRunner()} />}
      code={[
        {
          path: "nginx/nginx.conf",
          does: "Round robin for the site, and a hash for the one path of this lesson.",
        },
        { path: "lib/lessons/in-memory.ts", does: "The memory that was lost." },
        { path: "e2e/login-survives-node-kill.spec.ts", does: "The same kill with the session in Redis." },
        { path: "e2e/memory-sessions-fail.spec.ts", does: "The whole site with its sessions in memory." },
      ]}
    >
      <h2>What happened</h2>
      <p>
        A sticky load balancer sends each visitor to the same node again and again. So a session in that
        node’s memory is found, and everything seems well. It is one machine’s memory all the same: when the
        node dies, everybody who was pinned to it is logged out at once. The others never knew them.
      </p>
      <h2>What else it costs</h2>
      <p>
        A deploy is a planned death of each node, so it logs out everybody once. Load can’t be spread anew: a
        node that is added gets new visitors only, and a hot one keeps its own. And a node can’t be taken out
        for an hour of repair without waiting for all its visitors to leave.
      </p>
      <h2>What to do in your app</h2>
      <p>
        Keep nothing on a node that the next request needs. Put the session where every node can ask for it,
        and let the load balancer send requests anywhere. Then a crash, a deploy and a scale-up are the same
        non-event.
      </p>
    </Lesson>
  );
}
