/// <reference types="mdx" />
import type { MDXComponents } from "mdx/types";
import Link from "next/link";

const components: MDXComponents = {
  a: ({ href, children }) => (
    <Link href={href} className="underline underline-offset-4">
      {children}
    </Link>
  ),
};

/**
 * What the lessons' readme.mdx are made of, beside HTML as it is. Next.js asks
 * for this file by its name.
 */
export const useMDXComponents = (): MDXComponents => components;
