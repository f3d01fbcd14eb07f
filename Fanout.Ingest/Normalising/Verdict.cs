using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>What became of an event.</summary>
public enum Outcome
{
    /// <summary>
    /// Taken. It may have changed nothing: because it said nothing new, or because all of it was overtaken.
    /// </summary>
    Accepted = 1,

    /// <summary>The same event, with the same content, was taken before.</summary>
    Duplicate = 2,

    /// <summary>Put aside whole and shown to editors; it changed nothing.</summary>
    Quarantined = 3,

    /// <summary>Not an event that could ever be taken; nothing of it is kept.</summary>
    Rejected = 4,
}

/// <summary>The normaliser's answer to one event.</summary>
/// <param name="Outcome">What became of the event.</param>
/// <param name="Entry">The one entry that the log gets; null for a duplicate and for what was rejected.</param>
/// <param name="Reason">A <see cref="QuarantineReason"/>, or why it was rejected; otherwise empty.</param>
/// <param name="Detail">Names thing, value and limit; for people. May be empty.</param>
public sealed record Verdict(Outcome Outcome, MatchEntry? Entry, string Reason = "", string Detail = "")
{
    /// <summary><see cref="Reason"/> of an event whose id stands for another content.</summary>
    public const string IdReused = "ID_REUSED";

    /// <summary><see cref="Reason"/> of what is no event at all.</summary>
    public const string Invalid = "INVALID";

    /// <summary><see cref="Reason"/> of an event that its feed has no business to send.</summary>
    public const string OutOfScope = "OUT_OF_SCOPE";

    internal static Verdict Duplicate { get; } = new(Outcome.Duplicate, null);

    internal static Verdict Reused(FeedEvent input) =>
        Reject(IdReused, $"id \"{input.Content.Id}\" of feed {input.Feed} stood for another event before");

    internal static Verdict Reject(string reason, string detail) => new(Outcome.Rejected, null, reason, detail);
}

/// <summary>An entry for the log, before it has a number, and the state that it leads to.</summary>
/// <remarks>
/// Rules make it as if editors had corrected nothing; <see cref="Correcting.Overlay"/> makes of it what readers see, before
/// the log gets it.
/// </remarks>
/// <param name="MatchId">Our id of the match.</param>
/// <param name="Public">Public part; without a delta it is a decision, which takes no match sequence.</param>
/// <param name="Writer">Writer's part.</param>
/// <param name="After">State of the match after the entry, as the feeds have it.</param>
public sealed record MatchEntry(string MatchId, LoggedChange Public, WriterChange Writer, Match After)
{
    /// <summary>State of the match after the entry, as readers have it.</summary>
    public Match Shown { get; init; } = After;

    /// <summary>Corrections are laid over it already.</summary>
    public bool IsLaid { get; init; }

    /// <summary>Whether readers of the match get to see it.</summary>
    public bool IsPublic => Public.Delta is not null;
}
