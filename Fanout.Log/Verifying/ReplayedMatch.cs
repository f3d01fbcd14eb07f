using System.IO.Hashing;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Log;

/// <summary>A match as the entries up to some place in the log lead to it.</summary>
internal sealed class ReplayedMatch
{
    private Match? _state = Match.Empty;
    private UInt128 _digest;

    /// <summary>Its last public position; the start if it has none.</summary>
    public MatchPosition Position { get; set; }

    public MatchTimes Times { get; set; } = MatchTimes.None;

    /// <summary>
    /// The state is not known to be the log's: an entry was missing, or could not be read, or led elsewhere than it
    /// says. One finding tells of that; what follows from it is not told until a whole state comes along.
    /// </summary>
    public bool IsLost { get; set; }

    /// <summary>The match left the memory of its writer, and nothing public may follow.</summary>
    public bool IsRetired => _state is null;

    /// <summary>
    /// When it was over, by the log's stamps; <see langword="null"/>: it is not; 0: nobody knows, since it comes from a
    /// snapshot.
    /// </summary>
    public long? ClosedMs { get; set; }

    /// <summary>Only while it has not retired.</summary>
    public Match State
    {
        get => _state ?? throw new InvalidOperationException("the match retired: of its state a digest is left");
        set => _state = value;
    }

    /// <summary>The state for ever, of which only what a comparison needs is kept: a log has many such matches.</summary>
    public void Retire()
    {
        _digest = DigestOf(State.ToMessage());
        _state = null;
    }

    /// <summary>What an entry says about the life of the match.</summary>
    public void Live(Entry entry)
    {
        ClosedMs = entry.Life switch
        {
            MatchLife.Closes => entry.PublishedMs,
            MatchLife.Reopens => null,
            _ => ClosedMs,
        };
        if (entry.Life == MatchLife.Retires && !IsRetired)
            Retire();
    }

    /// <returns>How another state differs; <see langword="null"/>: not at all.</returns>
    public string? Differs(MatchState other)
    {
        if (_state is null)
            return DigestOf(other) == _digest ? null : $"another state than at its end: {Texts.Of(other)}";
        return DigestOf(other) == DigestOf(_state.ToMessage())
            ? null
            : $"differs by {Texts.Of(Match.Diff(_state, Match.From(other)))}";
    }

    private static UInt128 DigestOf(MatchState state) => XxHash128.HashToUInt128(state.ToByteArray());
}
