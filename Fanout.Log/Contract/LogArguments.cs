namespace Fanout.Log;

/// <summary>What every implementation refuses before it looks at its store.</summary>
internal static class LogArguments
{
    /// <summary>Entries of one page at most.</summary>
    public const int PageEntriesMax = 10_000;

    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public static void CheckPartition(int partition, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, partitionCount);
    }

    /// <exception cref="ArgumentOutOfRangeException">A page holds 0 to <see cref="PageEntriesMax"/>
    /// entries.</exception>
    public static void CheckCount(int countMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(countMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(countMax, PageEntriesMax);
    }
}
