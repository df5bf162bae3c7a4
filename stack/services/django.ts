import { mkdir } from "node:fs/promises";
import path from "node:path";
import { root } from "../settings.ts";
import { readCount } from "../testing/count.ts";
import { toolIn } from "../testing/tool.ts";
import { pythonWith } from "./python.ts";
import type { LanguageService } from "./service.ts";

const folder = path.join(root, "services/django");

/** Python and Django (services/django). Its tests find the interpreter as DJANGO_PYTHON. */
export const django: LanguageService = {
  name: "django",
  endToEnd: "services/django",
  async setUp() {
    return { DJANGO_PYTHON: await pythonWith(path.join(folder, "requirements.txt")) };
  },
  running({ DJANGO_PYTHON: python = "" }, stateDir) {
    return {
      name: "django",
      health: "/django/health",
      command: {
        file: python,
        args: ["-m", "gunicorn"],
        cwd: folder,
        // The replicas share Django's own database, which is a file.
        env: { DJANGO_STATE_DIR: path.join(stateDir, "django") },
        before: ["manage.py", "migrate", "--verbosity", "0"],
      },
    };
  },
  async test(environment, reports) {
    await mkdir(reports, { recursive: true });
    const file = path.join(reports, "count.json");
    const { DJANGO_PYTHON: python = "" } = environment;
    const command = [python, "-m", "tests"] as const;
    const ok = await toolIn(folder, "The django service's own tests", command, { COUNT_FILE: file });
    const { passed, failed } = await readCount(file);
    return { passed, failed: ok ? failed : Math.max(failed, 1) };
  },
};
