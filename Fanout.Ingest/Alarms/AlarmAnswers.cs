using System.Text.Json.Serialization;

namespace Fanout.Ingest.Alarms;

/// <summary>Alarms that are not over, those first that began first.</summary>
/// <param name="Alarms">Of the matches of all processes.</param>
/// <param name="More">There are more than were asked for.</param>
public sealed record AlarmList(IReadOnlyList<AlarmItem> Alarms, bool More);

/// <summary>Something of a match that lasts longer than it can.</summary>
/// <param name="Kind">A word of docs/operations/configuration.md, e.g. <c>BREAK_TOO_LONG</c>.</param>
/// <param name="Match">Our id of the match.</param>
/// <param name="Title">Who plays, e.g. <c>Reds – Blues</c>; empty: no fixture said.</param>
/// <param name="SinceMs">From when it is measured, ms since 1970: by the times of receipt, or by the start of the match.</param>
/// <param name="LimitMs">How long it may last, ms; as it was when the alarm was raised.</param>
/// <param name="ValueMs">How long it lasts by now, ms, by the clock of the process that holds the match.</param>
/// <param name="What">For people: <c>BREAK, phase HT</c>.</param>
public sealed record AlarmItem(
    string Kind, string Match, string Title, double SinceMs, double LimitMs, double ValueMs, string What)
{
    /// <summary>The feed that is silent, or that the match is of; absent: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Feed { get; init; }
}
