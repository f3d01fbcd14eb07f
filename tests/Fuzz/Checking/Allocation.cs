namespace Fanout.Fuzz.Checking;

/// <summary>How much memory reading an input may ask for: bytes of the heap, counted and not timed.</summary>
internal static class Allocation
{
    /// <summary>
    /// Reads something. Where that took more than it may, it is read once more, and the second time counts: the first one of a
    /// process also loads types and builds tables.
    /// </summary>
    /// <param name="bytesMax">What this thread may allocate meanwhile.</param>
    /// <param name="read">Gives the same each time.</param>
    /// <exception cref="BrokenLawException">It took more.</exception>
    public static T Within<T>(long bytesMax, Func<T> read)
    {
        var (result, bytes) = Count(read);
        if (bytes > bytesMax) (result, bytes) = Count(read);
        return bytes <= bytesMax ? result : throw new BrokenLawException($"{bytes} bytes were allocated, {bytesMax} may be");
    }

    private static (T Result, long Bytes) Count<T>(Func<T> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = read();
        return (result, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
