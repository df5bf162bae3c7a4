import type { ReactNode } from "react";
import { Notice } from "./notice.tsx";

/** Stands in for a form that needs mail, on a site that sends none. */
export function NoMail({ children }: { children: ReactNode }) {
  return (
    <Notice title="This site sends no mail.">
      {children} The operator of this site can set SMTP_URL and MAIL_FROM.
    </Notice>
  );
}
