import { lessonPage } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("what-else-must-be-shared", {
  Readme,
  experiment: () => <Experiment />,
});

export const metadata = lesson.metadata;
export default lesson.page;
