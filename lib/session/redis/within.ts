/**
 * Settles as `promise` does, or fails at `end` with what `tooLate` gives.
 * @param end Of `performance.now()`.
 */
export function within<T>(end: number, promise: Promise<T>, tooLate: () => unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), Math.max(0, end - performance.now()));
    // Not by `finally`, which makes two promises more: this is on every read's way.
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
