import { counterpart, isOfBuild, type SentForm } from "./sent-form.ts";

/**
 * When this many answers in a row, dealt to the nodes in turn, know the same action, the deploy is
 * finished.
 */
const agreeing = 4;
const pauseMs = 1000;
/** A deploy of three nodes takes about 20 s. */
const patienceMs = 90_000;

/**
 * Sends the form once more, as the page has it now, with the Server Action that the new build
 * knows. It sends the form as a browser without script does, so that the answer is a whole page of
 * the new build. This is safe, since a node that doesn't know an action has carried out nothing.
 * Leaves the page if all goes well.
 * @returns When the new build has no such form.
 */
export async function sendAnew(sent: SentForm): Promise<void> {
  const began = performance.now();
  let [seen, times] = ["", 0];
  while (performance.now() - began < patienceMs) {
    const form = await askFor(sent).catch(() => undefined);
    const action = form === undefined ? "unknown" : form === null ? "none" : actionOf(form);
    times = action === seen ? times + 1 : 1;
    seen = action;
    if (times >= agreeing && form) return submit(form, sent);
    if (times >= agreeing && form === null) return;
    if (times === 1 || form === undefined) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The form as some node has it now; null if its page has none. Throws if there is no page. */
async function askFor(sent: SentForm): Promise<HTMLFormElement | null> {
  const answer = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(`The page is answered with ${answer.status}.`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return counterpart(page, sent) ?? null;
}

/**
 * The id of the action stands in a field's name or, with bound values, in
 * the one that ends in `:0`.
 */
const actionOf = (form: HTMLFormElement) =>
  ofBuild(form)
    .filter(([name]) => name.startsWith("$ACTION_ID_") || name.endsWith(":0"))
    .flat()
    .join(" ");

const ofBuild = (form: HTMLFormElement) =>
  [...new FormData(form)].filter(([name]) => isOfBuild(name)) as [string, string][];

function submit(fresh: HTMLFormElement, { data }: SentForm): void {
  const form = document.createElement("form");
  Object.assign(form, {
    method: "post",
    enctype: "multipart/form-data",
    action: location.href,
    hidden: true,
  });
  const typed = [...data].filter(([name]) => !isOfBuild(name));
  for (const [name, value] of [...ofBuild(fresh), ...typed]) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
