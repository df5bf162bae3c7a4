/** The sessions to end: one by its id, or all, with or without the one that asks. */
export type Ending = { readonly target: string } | { readonly keepsOwn: boolean };

/** The route that ends them, and the history's name for that. */
export function routeOf(ending: Ending): { kind: "revoke" | "revoke-all"; path: string } {
  if ("target" in ending) return { kind: "revoke", path: `/api/sessions/${ending.target}` };
  return { kind: "revoke-all", path: `/api/sessions${ending.keepsOwn ? "?except=current" : ""}` };
}

/** The fields of the form that asks for the password. */
export function fieldsOf(ending: Ending): Record<string, string> {
  if ("target" in ending) return { which: "one", id: ending.target };
  return { which: ending.keepsOwn ? "others" : "all" };
}

/** The address of that form. */
export const formOf = (ending: Ending): string =>
  `/account/end-sessions?${new URLSearchParams(fieldsOf(ending))}`;
