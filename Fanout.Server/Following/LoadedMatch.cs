using Fanout.Log;
using Fanout.Protocol.Matches;

namespace Fanout.Server.Following;

/// <summary>A match as a snapshot of the log, or its entries one after another, have it.</summary>
internal sealed record LoadedMatch
{
    public required int Partition { get; init; }

    public required string MatchId { get; init; }

    public required MatchPosition Position { get; init; }

    public required Match State { get; init; }

    public required MatchTimes Times { get; init; }

    /// <summary>Partition sequence up to which the log was read for it.</summary>
    public required ulong LogSequence { get; init; }

    /// <summary>
    /// The log took back what came after: the state may be an older one of its epoch. Otherwise it never is.
    /// </summary>
    public bool TakesBack { get; init; }

    /// <summary>It rested in the log, and somebody asks for it: it comes on no list and no board.</summary>
    public bool IsFetched { get; init; }

    /// <summary>Stamp of what was read last, Unix time in milliseconds.</summary>
    public required long PublishedMs { get; init; }
}
