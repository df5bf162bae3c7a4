import type { Metadata } from "next";
import { ResetForm } from "./form.tsx";

export const metadata: Metadata = { title: "Choose a new password" };

/**
 * Shows a form and uses nothing up, so programs that follow the links in mail to look at them do no
 * harm.
 */
export default function NewPasswordPage() {
  return (
    <div className="max-w-md">
      <h1 className="mb-8 font-bold text-4xl tracking-tight">Choose a new password</h1>
      <ResetForm />
    </div>
  );
}
