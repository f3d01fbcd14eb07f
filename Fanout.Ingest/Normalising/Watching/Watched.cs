using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Normalising.Watching;

/// <summary>What the writer of a match keeps for its watchdogs: since when things are as they are, and what was told.</summary>
/// <remarks>
/// Times of receipt, not of events: a recording that is replayed is as far as it is now, whatever its events say. Changed by
/// entries alone, so that whoever goes on with a match after a restart tells nothing twice.
/// </remarks>
internal sealed class Watched
{
    /// <summary>The break from one day of play to the next.</summary>
    public const string Overnight = "STUMPS";

    private readonly SortedDictionary<Alarm.Types.Kind, Alarm> _alarms = [];

    public Watched()
    {
    }

    public Watched(WriterState writer)
    {
        Times = writer.Watch?.Clone() ?? new WatchTimes();
        foreach (var alarm in writer.Alarms) _alarms[alarm.Kind] = alarm;
    }

    /// <summary>Not to be changed.</summary>
    public WatchTimes Times { get; } = new();

    /// <summary>Alarms that were raised and are not over, in the order of their kinds.</summary>
    public IReadOnlyCollection<Alarm> Alarms => _alarms.Values;

    public Alarm? Find(Alarm.Types.Kind kind) => _alarms.GetValueOrDefault(kind);

    /// <summary>Does what an entry says.</summary>
    /// <param name="before">The match before it.</param>
    /// <param name="change">Its public part.</param>
    /// <param name="writer">Its writer's part.</param>
    public void Apply(MatchState before, LoggedChange change, WriterChange writer)
    {
        if (change.Delta is { } delta && change.Cause is { } cause) Note(before, delta, cause.ReceivedMs);
        foreach (var kind in writer.Cleared) _alarms.Remove(kind);
        foreach (var alarm in writer.Raised) _alarms[alarm.Kind] = alarm;
    }

    public void WriteTo(WriterState writer)
    {
        if (Times.CalculateSize() > 0) writer.Watch = Times.Clone();
        writer.Alarms.AddRange(_alarms.Values);
    }

    public static bool IsInPlay(StatusValue status) =>
        status is StatusValue.Live or StatusValue.Break or StatusValue.Interrupted;

    private void Note(MatchState before, MatchDelta delta, double nowMs)
    {
        if (delta.HasStatus)
        {
            Times.StatusMs = nowMs;
            if (!IsInPlay(delta.Status)) Times.PlayMs = 0;
            else if (!IsInPlay(before.Status)) Times.PlayMs = nowMs;
        }
        if (delta.HasPhase) Times.PhaseMs = nowMs;
        if (delta.HasPhase && before.Phase == Overnight && Times.PlayMs > 0) Times.PlayMs = nowMs;
        if (delta.Clock is not null) Times.ClockMs = nowMs;
    }
}
