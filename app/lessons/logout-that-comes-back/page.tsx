import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "logout-that-comes-back";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        {
          path: "lib/session/scripts/update.lua",
          does: "Never makes a session: what isn’t listed can’t be changed.",
        },
        {
          path: "lib/session/races.test.ts",
          does: "Every order of the two, with connect-redis as the control.",
        },
        { path: "app/api/lessons/logout/route.ts", does: "Both ways of this lesson." },
      ]}
    >
      <h2>What happened</h2>
      <p>
        The slow request had read the session before the sign-out. When it ended it saved what it had in hand
        with a plain <code>SET</code>. That is how connect-redis saves, and the stores of many other
        languages. <code>SET</code> doesn’t ask whether the key was deleted meanwhile: it makes it anew. The
        person who signed out is signed in again, and their old cookie opens the door.
      </p>
      <p>
        With one node it takes a slow request. With several it takes two nodes that know nothing of each
        other’s requests, an upload, a report, a tab that was asleep.
      </p>
      <h2>What this site does</h2>
      <p>
        A session lives only while it is listed among its user’s, and only a login lists it. A save is a
        script that looks there first. If the session has ended, nothing is written, and the request learns
        that it has. Dead stays dead, whichever request comes last.
      </p>
      <h2>What to do in your app</h2>
      <p>
        Save with <code>SET … XX</code>, which changes what is there and makes nothing: it closes this gap in
        one word. It doesn’t help against lost updates, which the lesson before shows.
      </p>
    </Lesson>
  );
}
