import { lessonPage } from "../_ui/lesson.tsx";
import { Experiment } from "./experiment.tsx";
import Readme from "./readme.mdx";

const lesson = lessonPage("what-the-cookie-holds", {
  Readme,
  experiment: () => <Experiment />,
});

export const metadata = lesson.metadata;
export default lesson.page;
