namespace Fanout.Ingest.Arbitration;

/// <summary>What somebody may want of the feeds of a match.</summary>
public enum FeedOrderKind
{
    /// <summary>The feed is primary from now on, whatever happens to it.</summary>
    Pin = 1,

    /// <summary>The policy decides again.</summary>
    Unpin = 2,

    /// <summary>Nothing of the feed is to be seen: it is recorded, can be no primary, and opens nothing.</summary>
    Mute = 3,

    /// <summary>The policy decides again about the feed, which is as if it had just come.</summary>
    Unmute = 4,
}

/// <summary>What somebody wants of the feeds of a match.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="Feed">Name of the feed; of <see cref="FeedOrderKind.Unpin"/> it may be empty.</param>
/// <param name="Actor">Who wants it; stands in the log.</param>
/// <param name="Role">In which role; readers of every entry see it.</param>
/// <param name="Reason">Why; stands in the log, and readers of every entry see it.</param>
public sealed record FeedOrder(FeedOrderKind Kind, string Feed, string Actor, string Role, string Reason);

/// <summary>What became of an order.</summary>
public enum FeedOrderOutcome
{
    /// <summary>The log has it.</summary>
    Done = 1,

    /// <summary>It is so already; nothing was written.</summary>
    Unchanged = 2,

    /// <summary>There is no such match, or it left the writer's memory.</summary>
    UnknownMatch = 3,

    /// <summary>No policy covers the match: its feeds are one.</summary>
    NoPolicy = 4,

    /// <summary>The feed has said nothing of the match yet.</summary>
    NotCovered = 5,

    /// <summary>The log did not answer in time. It may have it all the same: ask again, twice is once.</summary>
    Unanswered = 6,

    /// <summary>What readers would see is not what was previewed; nothing was written.</summary>
    EffectChanged = 7,

    /// <summary>The match is continued as another, and nothing is decided about it any more.</summary>
    Continued = 8,
}
