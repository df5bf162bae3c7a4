import { current } from "@/lib/auth/current.ts";
import { lessonPage } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("one-login-four-languages", {
  Readme,
  experiment: async () => <Experiment signedIn={(await current()).status === "signed-in"} />,
});

export const metadata = lesson.metadata;
export default lesson.page;
