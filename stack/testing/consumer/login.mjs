import { randomUUID } from "node:crypto";

/** Both processes have the same keys, as the nodes of one site have. */
export const keys = {
  peppers: ["a pepper of 32 characters or more, for tests"],
  envelopeKeys: ["an envelope key of 32 characters or more, for tests"],
};

export const login = () => ({
  user: randomUUID(),
  data: {},
});
