/** Lets an error of a listener surface as uncaught, without ending what called it: that is its owner's concern. */
export function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
