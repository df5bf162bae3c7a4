import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "two-tabs-one-counter";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        {
          path: "lib/session/scripts/update.lua",
          does: "Writes only if the session is still the one that was read.",
        },
        { path: "lib/session/store.ts", does: "Its update tries again with the newer one." },
        {
          path: "lib/session/concurrent-changes.test.ts",
          does: "50 updates at once, with connect-redis as the control.",
        },
        { path: "app/api/lessons/counter/route.ts", does: "Both ways of this lesson." },
      ]}
    >
      <h2>What happened</h2>
      <p>
        Session middleware reads the session when a request begins, lets your code change it, and saves it
        whole when the request ends. Two requests at once read the same count, both add one, and both save the
        same number: one press is gone. With one node and one tab that is rare. With three nodes, two tabs and
        a page that sends several requests it is every day: a cart that loses an item, a notice that comes
        back.
      </p>
      <h2>What this site does</h2>
      <p>
        A session has a revision. A save names the revision that it read, and a script in Redis writes only if
        that is still the one there. If another request was quicker, the change is made again on what that one
        wrote. So both count, whatever the node.
      </p>
      <h2>What to do in your app</h2>
      <p>
        Keep little in a session, and no counts. What you do keep, change by comparing, or by a command that
        Redis does in one step. If your session library saves whole, save only in requests that must.
      </p>
    </Lesson>
  );
}
