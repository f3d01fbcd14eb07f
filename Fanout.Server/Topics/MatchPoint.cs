using System.Diagnostics.CodeAnalysis;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Topics;

/// <summary>A position of a match, with who made the change and how lists show it.</summary>
internal sealed class MatchPoint : Point<MatchState, MatchDelta>
{
    private readonly ReadOnlyMemory<byte> _entry; // of one that was not made again
    private LoggedChange? _logged;
    private MatchRow? _row;

    /// <summary>A point to which an entry led.</summary>
    /// <param name="position">Where it is.</param>
    /// <param name="known">What holds there.</param>
    /// <param name="logged">The public part of the entry.</param>
    /// <param name="entry">The same as the log has it.</param>
    /// <param name="row">How lists show it, if that is as before; null: not as before.</param>
    public MatchPoint(
        TopicPosition position,
        MatchPointState known,
        LoggedChange logged,
        ReadOnlyMemory<byte> entry,
        MatchRow? row)
        : base(position, known, logged.Delta) =>
        (_logged, _entry, _row) = (logged, entry, row);

    /// <summary>A point at which the match begins (anew).</summary>
    /// <param name="position">Where it is.</param>
    /// <param name="known">What holds there.</param>
    public MatchPoint(TopicPosition position, MatchPointState known)
        : base(position, known, null)
    {
    }

    /// <summary>Makes a point again.</summary>
    /// <param name="record">Its numbers.</param>
    /// <param name="steps">What led here, from a state that was kept.</param>
    [SetsRequiredMembers]
    public MatchPoint(in PointRecord record, PastSteps<MatchState, MatchDelta> steps)
        : base(record, steps)
    {
    }

    /// <summary>The state and what goes along with it.</summary>
    public new MatchPointState Known => (MatchPointState)base.Known;

    /// <summary>
    /// The match as a row of a list; of the newest points one object for as long as nothing that lists show changes.
    /// </summary>
    public MatchRow Row
    {
        get
        {
            if (Volatile.Read(ref _row) is { } known)
                return known;
            var made = new MatchRow(Known);
            return Interlocked.CompareExchange(ref _row, made, null) ?? made;
        }
    }

    /// <inheritdoc cref="MatchPointState.Times"/>
    public MatchTimes Times => Known.Times;

    /// <inheritdoc cref="MatchPointState.IsListed"/>
    public bool IsListed => Known.IsListed;

    /// <summary>Who made the change and why; only of a step.</summary>
    public LoggedChange Logged
    {
        get
        {
            if (Volatile.Read(ref _logged) is { } known)
                return known;
            var read = LoggedChange.Parser.ParseFrom(Change.Span);
            return Interlocked.CompareExchange(ref _logged, read, null) ?? read;
        }
    }

    protected override ReadOnlyMemory<byte> Change => _entry.IsEmpty ? base.Change : _entry;

    protected override void Forget() => Volatile.Write(ref _logged, null);

    protected override MatchDelta ReadDelta() => Logged.Delta;
}
