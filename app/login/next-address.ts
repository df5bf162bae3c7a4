import { returnAddress } from "@/lib/auth/return-address.ts";

/**
 * The address after the sign-in: a path of this site, or an address that `RETURN_ORIGINS` allows,
 * or else the account.
 */
export const nextAddress = (asked: unknown): string => returnAddress(asked) ?? "/account";
