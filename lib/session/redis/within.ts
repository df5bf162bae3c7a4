/**
 * Settles as `promise` does, or fails at `end` with the error from `tooLate`.
 * @param end A time of `performance.now()`.
 */
export function within<T>(end: number, promise: Promise<T>, tooLate: () => unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), Math.max(0, end - performance.now()));
    // This is not `finally`, which makes two more promises: every read runs this code.
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
