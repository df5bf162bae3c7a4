import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

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
      <Readme />
    </Lesson>
  );
}
