/** The difference of a template's file from the project's: this text by that one. */
export type Change = readonly [before: string | RegExp, after: string];

/** A method with the comment above it, in a class or, without a body, in an interface. */
export const method = (name: string): Change => [
  new RegExp(
    `(?:\\n  /\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)?\\n  (?:private )?(?:async )?${name}\\([^\\n]*(?:;|\\{\\n[\\s\\S]*?\\n  \\})\\n`,
  ),
  "\n",
];

/** One service, network or volume of docker-compose.yml with the comment above it. */
export const service = (name: string): Change => [
  new RegExp(`(?:\\n  #[^\\n]*)*\\n  ${name}:(?:\\n(?:    [^\\n]*)?)*(?=\\n)`),
  "",
];

/** An import line: this one by another. */
export const instead = (what: string, other: string, from: string): Change => [
  new RegExp(`import \\{ ${what} \\} from "[^"]*";`),
  `import { ${other} } from "${from}";`,
];

/** A line that contains this text. */
export const line = (text: string): Change => [new RegExp(`\\n[^\\n]*${text}[^\\n]*(?=\\n)`), ""];
