import { createAdapterFactory } from "better-auth/adapters";

/**
 * better-auth's user table at no cost: it makes each user on request.
 * @param dataOf The fields of the user with this id, beside dates.
 */
export const usersMadeWhenAskedFor = (dataOf: (id: string) => object) =>
  createAdapterFactory({
    config: {
      adapterId: "made-when-asked-for",
      supportsDates: true,
      supportsBooleans: true,
      supportsNumericIds: false,
    },
    adapter: () => ({
      findOne: async <T>({ model, where }: { model: string; where: { value: unknown }[] }) => {
        if (model !== "user") return null;
        const id = String(where[0]?.value);
        const [createdAt, updatedAt] = [new Date(), new Date()];
        return { id, ...dataOf(id), emailVerified: true, createdAt, updatedAt } as T;
      },
      findMany: async () => [],
      count: async () => 0,
      create: async ({ data }) => data,
      update: async () => null,
      updateMany: async () => 0,
      delete: async () => {},
      deleteMany: async () => 0,
    }),
  });
