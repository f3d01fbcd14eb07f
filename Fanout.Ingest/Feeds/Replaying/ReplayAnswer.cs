namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>What became of an order.</summary>
public enum ReplayOutcome
{
    /// <summary>The log has it; of a dry run: it would be done.</summary>
    Done = 1,

    /// <summary>It is so already, or nothing was wanted; nothing was written.</summary>
    Unchanged = 2,

    /// <summary>There is nothing to replay at the moment, and it is tried again.</summary>
    Away = 3,

    /// <summary>The time that is sought is past: what was told cannot be untold.</summary>
    Past = 4,

    /// <summary>The time that is sought is not of the recording.</summary>
    Outside = 5,
}

/// <summary>What became of an order, and where the replay is then.</summary>
/// <param name="Outcome">Whether it was done.</param>
public sealed record ReplayAnswer(ReplayOutcome Outcome)
{
    /// <summary>Why it was not done: thing, value and limit.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What was decided, a sentence each.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>Events that are told at once because of it.</summary>
    public int AtOnceCount { get; init; }

    /// <summary>Where the replay is, or would be; null: nobody knows.</summary>
    public ReplayStatus? Status { get; init; }
}

/// <summary>Where a replay is.</summary>
/// <param name="Speed">Recorded seconds in a real one; 0: as fast as it goes.</param>
/// <param name="IsPaused">It stands still.</param>
/// <param name="IsOver">Everything was told.</param>
/// <param name="ToldCount">Events told.</param>
/// <param name="Count">Events of the recording.</param>
public sealed record ReplayStatus(double Speed, bool IsPaused, bool IsOver, long ToldCount, long Count)
{
    /// <summary>The recorded time that is the present; null: the recording has no event.</summary>
    public DateTimeOffset? Position { get; init; }

    /// <summary>Recorded time of the first event; null: there is none.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded time of the last event; null: there is none.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Recorded time of the event that is told next; null: there is none.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>Real time until the last event; null: it is over, does not move, or goes as fast as it can.</summary>
    public TimeSpan? Remaining { get; init; }

    internal static ReplayStatus Of(ReplayStep step, RecordingTimes times)
    {
        var place = step.After;
        var positionMs = place.PositionMs(step.NowMs);
        var isMoving = !step.IsOver && !place.IsPaused && place.Speed > 0;
        return new ReplayStatus(place.Speed, place.IsPaused, step.IsOver, place.Index, times.Count)
        {
            Position = times.LastMs is { } lastMs ? Instant(Math.Min(positionMs, lastMs)) : null,
            From = Instant(times.FirstMs),
            To = Instant(times.LastMs),
            Next = step.IsOver ? null : Instant(times.At(place.Index)),
            Remaining = isMoving && times.LastMs is { } endMs ? TimeSpan.FromMilliseconds(Math.Max(0, endMs - positionMs) / place.Speed) : null,
        };
    }

    private static DateTimeOffset? Instant(double? ms) =>
        ms is { } known ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Floor(known)) : null;
}
