using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Topics;

/// <summary>A held position of a match, with who made the change and how lists show it.</summary>
internal sealed class MatchPoint : Point<MatchState, MatchDelta>
{
    private readonly ReadOnlyMemory<byte> _entry;
    private LoggedChange? _logged;

    /// <summary>A point to which an entry led.</summary>
    /// <param name="position">Where it is.</param>
    /// <param name="state">The state there.</param>
    /// <param name="logged">The public part of the entry.</param>
    /// <param name="entry">The same as the log has it.</param>
    /// <param name="row">How lists show it, if that is as before; null: not as before.</param>
    /// <param name="lastIncident">The last notable incident.</param>
    public MatchPoint(
        TopicPosition position,
        Match state,
        LoggedChange logged,
        ReadOnlyMemory<byte> entry,
        MatchRow? row,
        Incident? lastIncident)
        : base(position, state, logged.Delta)
    {
        (_logged, _entry) = (logged, entry);
        Row = row ?? new MatchRow(this, lastIncident);
    }

    /// <summary>A point at which the match begins (anew).</summary>
    /// <param name="position">Where it is.</param>
    /// <param name="state">The state there.</param>
    /// <param name="lastIncident">The last notable incident.</param>
    public MatchPoint(TopicPosition position, Match state, Incident? lastIncident)
        : base(position, state, null) =>
        Row = new MatchRow(this, lastIncident);

    /// <summary>The match as a row of a list.</summary>
    public MatchRow Row { get; private set; }

    /// <summary>What its past decides about the boards that it stands on.</summary>
    public required MatchTimes Times { get; init; }

    /// <summary>
    /// Whether it stands on lists and boards; not where it was fetched from the log for a reader, long after its last
    /// change.
    /// </summary>
    public required bool IsListed { get; init; }

    /// <summary>Who made the change and why; only of a step.</summary>
    public LoggedChange Logged => Volatile.Read(ref _logged) ?? LoggedChange.Parser.ParseFrom(_entry.Span);

    /// <summary>The row begins here, too: it must not hold on to what came before.</summary>
    public override void KeepState() => Row = new MatchRow(this, Row.LastIncident);

    protected override ReadOnlyMemory<byte> WriteDelta() => _entry;

    protected override MatchDelta ReadDelta(ReadOnlyMemory<byte> bytes) => Logged.Delta;

    protected override void Forget() => Volatile.Write(ref _logged, null);
}
