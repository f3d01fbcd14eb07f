namespace Fanout.Log;

/// <summary>
/// How long idempotency keys live at least (DESIGN 5). A log that keeps every entry may keep its keys as long.
/// </summary>
public static class KeyRetentionTimes
{
    /// <summary>After the entry was published, for keys of requests.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>After the match closed, for provider ids.</summary>
    public static readonly TimeSpan MatchClosed = TimeSpan.FromHours(48);

    /// <summary>The time that belongs to a class.</summary>
    public static TimeSpan After(KeyRetention retention) => retention == KeyRetention.Match ? MatchClosed : Day;
}
