import { randomUUID } from "node:crypto";

/** The same in both processes, as on the nodes of one site. */
export const keys = {
  peppers: ["a pepper of 32 characters or more, for tests"],
  envelopeKeys: ["an envelope key of 32 characters or more, for tests"],
};

export const login = () => ({
  user: randomUUID(),
  data: {},
});
