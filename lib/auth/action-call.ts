/** The form of the ids that Next.js gives to server actions. */
const actionId = /^[0-9a-f]{42}$/;
const idField = "$ACTION_ID_";
const boundField = "$ACTION_REF_";

/**
 * Whether Next.js can read a POST to a page. It can read a script's call of a server action, a form
 * that names its action, and a request without an action, which the page answers like a GET.
 * Next.js answers 500 to the rest and logs an error for each, so every scanner that sends some
 * bytes would cause one. This function reads a copy of the body, which is at most 1 MB behind
 * nginx.
 */
export async function isReadableCall(request: Request): Promise<boolean> {
  const called = request.headers.get("next-action");
  const type = request.headers.get("content-type") ?? "";
  if (called !== null && !actionId.test(called)) return false;
  if (type.startsWith("multipart/form-data")) {
    const form = await request.formData().catch(() => undefined);
    return form !== undefined && (called === null ? namesItsAction(form) : isJson(form, /^\d+$/));
  }
  // Next.js accepts no call in this form, and answers so itself.
  if (called === null || type === "application/x-www-form-urlencoded") return true;
  return isJsonText(await request.text());
}

/**
 * Whether a form without script names actions as React writes them: by id alone, or with the values
 * that the action closed over.
 */
function namesItsAction(form: FormData): boolean {
  const ids = [...form.keys()].flatMap((key) => {
    if (key.startsWith(idField)) return [key.slice(idField.length)];
    if (!key.startsWith(boundField)) return [];
    const described = form.get(`$ACTION_${key.slice(boundField.length)}:0`);
    return [/^\{"id":"(\w+)"/.exec(typeof described === "string" ? described : "")?.[1] ?? ""];
  });
  return ids.length > 0 && ids.every((id) => actionId.test(id)) && isJson(form, /^\$ACTION_.*:\d+$/);
}

/**
 * Whether the parts with such names are JSON, the form in which React encodes an action's
 * arguments.
 */
function isJson(form: FormData, names: RegExp): boolean {
  return [...form].every(
    ([name, value]) => !names.test(name) || (typeof value === "string" && isJsonText(value)),
  );
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
