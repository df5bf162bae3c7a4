import { expect, it } from "vitest";
import { pictureOf } from "./picture.ts";

const origins = ["https://pictures.example.com", "http://localhost:8090"];

it.each(["https://pictures.example.com/ada.png?s=96", "http://localhost:8090/ada.png"])(
  "%s is of a named origin",
  (claim) => {
    expect(pictureOf(claim, origins)).toBe(claim);
    expect(pictureOf(claim, [])).toBe("");
  },
);

it.each([
  "https://elsewhere.example.com/ada.png",
  "http://pictures.example.com/ada.png",
  "https://pictures.example.com.evil.example/ada.png",
  "https://ada:secret@pictures.example.com/ada.png",
  "https://pictures.example.com:8443/ada.png",
  `https://pictures.example.com/${"a".repeat(1000)}`,
  "javascript:alert(1)",
  "data:image/png;base64,AAAA",
  "/ada.png",
  "",
  7,
  null,
  undefined,
])("%j is loaded from nowhere", (claim) => {
  expect(pictureOf(claim, origins)).toBe("");
});
