"use client";

import { useEffect } from "react";
import { rememberForms } from "./sent-form.ts";

/**
 * Remembers a submitted form until the site has taken it: a deploy may come between a page and its
 * form.
 */
export function FormMemory() {
  useEffect(rememberForms, []);
  return null;
}
