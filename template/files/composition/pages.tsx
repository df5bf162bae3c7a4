import type { ReactNode } from "react";

/** Links of the site's header, before those of the kept rooms. */
export const navigation: readonly { href: string; label: string }[] = [];

/** Links of the site's footer. */
export const footerLinks = (): ReactNode => null;

/** On every page, but not visible. */
export const onEveryPage = (): ReactNode => null;

/** Beside the sign-in form, with the hint that its error then gives for a wrong password. */
export const besideSignIn = (): { aside: ReactNode; hint: string } | undefined => undefined;

/** At the end of the account page. */
export const onAccountPage = (): ReactNode => null;
