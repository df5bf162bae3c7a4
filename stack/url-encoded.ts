/**
 * A password as REDIS_URL takes it. It also encodes the signs that encodeURIComponent leaves as
 * they are.
 */
export const urlEncoded = (password: string): string =>
  encodeURIComponent(password).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
