using System.Text.Json.Serialization;

namespace Fanout.Ingest.FeedControl;

/// <summary>Where the replay of a feed is. Its times are recorded ones, in UTC.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="State"><c>PLAYING</c>, <c>PAUSED</c>, or <c>OVER</c>: everything was told.</param>
/// <param name="Speed">Recorded seconds in a real one; 0: as fast as it goes.</param>
/// <param name="Paused">It stands still.</param>
/// <param name="Told">Events told.</param>
/// <param name="Count">Events of the recording.</param>
public sealed record ReplayState(string Feed, string State, double Speed, bool Paused, ulong Told, ulong Count)
{
    /// <summary>The recorded time that is the present; absent: the recording has no event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? At { get; init; }

    /// <summary>Time of the first event; absent: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? From { get; init; }

    /// <summary>Time of the last event; absent: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? To { get; init; }

    /// <summary>Time of the event that is told next; absent: there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? Next { get; init; }

    /// <summary>Real time until the last event, ms; absent: it is over, does not move, or goes as fast as it can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RemainingMs { get; init; }
}

/// <summary>What an editor wants of a replay; what is absent stays as it is. At least one of the first three is needed.</summary>
/// <param name="Paused">It stands still, or goes on.</param>
/// <param name="Speed">Recorded seconds in a real one, 0.1 to 10,000; 0: as fast as it goes.</param>
/// <param name="Seek">
/// The recorded time from which it goes on (RFC 3339), or that time from the beginning of the recording (<c>00:45:00</c>). What
/// lies before it and was not told is told at once.
/// </param>
/// <param name="Reason">Why; needed, 1 to 500 characters. Stands in the log.</param>
public sealed record ReplayChangeOrder(bool? Paused = null, double? Speed = null, string? Seek = null, string? Reason = null);

/// <summary>What came of it, or would.</summary>
/// <param name="Feed">Name of the feed.</param>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Outcome"><c>DONE</c>, or <c>UNCHANGED</c>: it is so already.</param>
/// <param name="Decisions">What was decided, a sentence each.</param>
/// <param name="AtOnce">Events that are told at once because of it.</param>
/// <param name="Replay">Where the replay is then.</param>
public sealed record ReplayDecision(
    string Feed, bool DryRun, string Outcome, IReadOnlyList<string> Decisions, uint AtOnce, ReplayState Replay);
