/** A form as it was last sent from this page. */
export interface SentForm {
  /** The names of its own fields, which tell forms apart. */
  readonly fields: string;
  /** The form's position among those with the same fields. */
  readonly position: number;
  readonly data: FormData;
  /** The part that a page can show again: labels and typed text, but no secrets. */
  readonly typed: readonly (readonly [label: string, text: string])[];
}

let sent: SentForm | undefined;

/** This is only in the page's memory, since it may contain passwords. It is gone with the page. */
export const lastSent = (): SentForm | undefined => sent;

/** From now on, remembers the forms that this page sends. @returns A function that stops it. */
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
  // In the capture phase, before React hears of the event and takes the form away.
  document.addEventListener("submit", remember, true);
  return () => document.removeEventListener("submit", remember, true);
}

/** The same form on a page that was loaded again, if that page has one with the same fields. */
export function counterpart(page: Document, { fields, position }: SentForm): HTMLFormElement | undefined {
  return alike(page, fields)[position];
}

/**
 * Whether a build put this field into the form: the Server Action that takes it, and the values
 * which that action closed over.
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
