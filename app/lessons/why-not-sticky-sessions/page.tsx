import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { Lesson, lessonMetadata } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

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
      <Readme />
    </Lesson>
  );
}
