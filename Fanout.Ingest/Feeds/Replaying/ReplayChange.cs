namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>What is to be different about a replay; what is null stays as it is.</summary>
public sealed record ReplayChange
{
    /// <summary>It stands still, or goes on.</summary>
    public bool? IsPaused { get; init; }

    /// <summary>Recorded seconds in a real one: 0.1 to 10,000, or 0: as fast as it goes.</summary>
    public double? Speed { get; init; }

    /// <summary>The recorded time from which it goes on. What lies before it and was not told comes at once.</summary>
    public DateTimeOffset? Seek { get; init; }

    /// <summary>The same, counted from the beginning of the recording; used where <see cref="Seek"/> is null.</summary>
    public TimeSpan? SeekOffset { get; init; }
}

/// <summary>What somebody wants of a replay.</summary>
/// <param name="Change">What is wanted.</param>
/// <param name="Actor">Who wants it; stands in the log.</param>
/// <param name="Role">In which role; stands in the log.</param>
/// <param name="Reason">Why; stands in the log.</param>
public sealed record ReplayOrder(ReplayChange Change, string Actor, string Role, string Reason)
{
    /// <summary>Of the correction that it is in the log.</summary>
    public string Id { get; init; } = "";

    /// <summary>Nothing is done; the answer says what would be.</summary>
    public bool IsDryRun { get; init; }
}
