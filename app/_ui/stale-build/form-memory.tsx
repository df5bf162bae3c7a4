"use client";

import { useEffect } from "react";
import { rememberForms } from "./sent-form.ts";

/**
 * Has what a form sends remembered until it's taken: the site may be updated
 * between a page and its form.
 */
export function FormMemory() {
  useEffect(rememberForms, []);
  return null;
}
