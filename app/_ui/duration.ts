const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3600 },
  { name: "minute", seconds: 60 },
];

/**
 * A length of time in words, in its two largest units: "7 hours 58 minutes". Under a
 * minute: "less than a minute".
 */
export function inWords(ms: number): string {
  let left = Math.max(0, Math.round(ms / 1000));
  const words = UNITS.flatMap(({ name, seconds }) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? "" : "s"}`];
  });
  return words.slice(0, 2).join(" ") || "less than a minute";
}
