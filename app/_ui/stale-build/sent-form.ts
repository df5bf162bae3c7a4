/** A form as it was last sent from this page. */
export interface SentForm {
  /** The names of its own fields, which tell forms apart. */
  readonly fields: string;
  /** Which one of several with the same fields. */
  readonly position: number;
  readonly data: FormData;
  /** What can be shown again: labels and what was typed, but no secrets. */
  readonly typed: readonly (readonly [label: string, text: string])[];
}

let sent: SentForm | undefined;

/**
 * In this page's memory and nowhere else, since there may be passwords in it; gone with the page.
 */
export const lastSent = (): SentForm | undefined => sent;

/** Remembers from now on what this page's forms send. @returns How to stop. */
export function rememberForms(): () => void {
  const remember = ({ target, submitter }: SubmitEvent) => {
    const form = target as HTMLFormElement;
    sent = {
      fields: fieldsOf(form),
      position: alike(document, fieldsOf(form)).indexOf(form),
      data: new FormData(form, submitter),
      typed: [...form.elements].filter(showsText).map((field) => [labelOf(field), field.value]),
    };
  };
  // Before React hears of it and takes the form away.
  document.addEventListener("submit", remember, true);
  return () => document.removeEventListener("submit", remember, true);
}

/** The same form on a page that was loaded again, if it has the same fields there. */
export function counterpart(page: Document, { fields, position }: SentForm): HTMLFormElement | undefined {
  return alike(page, fields)[position];
}

/**
 * What a build put into a form by itself: which Server Action takes it, and what that closed over.
 */
export const isOfBuild = (name: string) => name.startsWith("$ACTION");

const alike = (page: Document, fields: string) => [...page.forms].filter((form) => fieldsOf(form) === fields);

function fieldsOf(form: HTMLFormElement): string {
  const names = [...form.elements].map((field) => field.getAttribute("name") ?? "");
  return [...new Set(names)]
    .filter((name) => name !== "" && !isOfBuild(name))
    .sort()
    .join("\n");
}

const showsText = (field: Element): field is HTMLInputElement =>
  field instanceof HTMLInputElement && ["text", "email", "search"].includes(field.type) && field.value !== "";

const labelOf = (field: HTMLInputElement) => field.labels?.[0]?.textContent?.trim() || field.name;
