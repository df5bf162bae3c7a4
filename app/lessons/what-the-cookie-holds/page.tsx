import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";

const slug = "what-the-cookie-holds";
export const metadata = lessonMetadata(slug);

export default function Page() {
  return (
    <Lesson
      slug={slug}
      experiment={<Experiment />}
      code={[
        { path: "lib/auth/iron.ts", does: "Seals the token into this site’s cookie, and opens it." },
        { path: "lib/session/token.ts", does: "What the token is made of." },
        { path: "lib/lessons/seals.ts", does: "The three cookies of this lesson." },
        {
          path: "e2e/forged-cookie-costs-nothing.spec.ts",
          does: "A forged cookie is refused before Redis is asked.",
        },
      ]}
    >
      <h2>What happened</h2>
      <p>
        A <strong>bare</strong> cookie is a form that the visitor fills in. Whoever changes it is believed. A{" "}
        <strong>signed</strong> one can be read by everybody and changed by nobody: the HMAC doesn’t fit any
        more. A <strong>sealed</strong> one can’t be read either, so it may hold what the visitor should not
        see.
      </p>
      <h2>What none of them can</h2>
      <p>
        A sealed cookie with the whole session in it stays right for as long as it says so. The server keeps
        nothing, so it can’t take it back: a copy works after the logout too. The next lesson shows that.
      </p>
      <h2>What this site does</h2>
      <p>
        Its cookie is sealed and holds a random token and nothing else. The session is in Redis, which knows
        only a keyed hash of that token. So a session can be changed and ended in one place, a forged cookie
        is refused without asking Redis, and a dump of Redis lets nobody in.
      </p>
    </Lesson>
  );
}
