using System.Text.Json.Serialization;

namespace Fanout.Ingest.Identity.Editing;

/// <summary>Names that are known: those with proposals first, the best score first, then those that are mapped, then the others.</summary>
/// <param name="Names">The names, with what is proposed and why.</param>
/// <param name="More">There are more than were asked for.</param>
public sealed record MappingList(IReadOnlyList<KnownName> Names, bool More);

/// <summary>What people decide of a name.</summary>
public enum MappingAction
{
    /// <summary>It is of the match.</summary>
    Confirm,

    /// <summary>It is not.</summary>
    Reject,

    /// <summary>It is taken from the match that it was mapped to, and given to this one; to itself, and it is a match of its own.</summary>
    Move,
}

/// <summary>A decision, as somebody asks for it.</summary>
/// <param name="Feed">The feed. Needed.</param>
/// <param name="Id">What it calls the match. Needed.</param>
/// <param name="Match">Our id of the match; may be left out where one alone is proposed, and not of a move.</param>
/// <param name="Reason">Why; needed, 1 to 500 characters. Stands in the log.</param>
/// <param name="Effect">That of the preview; where it would be another one by now, it is refused (409).</param>
public sealed record MappingOrder(string? Feed, string? Id, string? Match, string? Reason, string? Effect = null);

/// <summary>What a decision does, or would.</summary>
/// <param name="Action"><c>confirm</c>, <c>reject</c> or <c>move</c>.</param>
/// <param name="DryRun">Nothing was done.</param>
/// <param name="Effect">Of what changes, for the decision after a preview; empty: nothing does, it is so already.</param>
/// <param name="Match">Our id of the match that is meant.</param>
/// <param name="Before">The name as it stood.</param>
/// <param name="Name">The name after it.</param>
/// <param name="Along">Other names that go to the match with it.</param>
/// <param name="Compared">What another feed calls the match, beside it; absent: nobody does, or there is no fixture.</param>
/// <param name="Left">The match that the name was of; absent: it stays there.</param>
public sealed record MappingChange(
    string Action, bool DryRun, string Effect, string Match, KnownName Before, KnownName Name, IReadOnlyList<KnownName> Along,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ComparedMatch? Compared,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LeftMatch? Left);

/// <summary>Another name's fixture, and how alike the two are.</summary>
/// <param name="With">The other name.</param>
/// <param name="Score">0 to 1000; 0: something makes it impossible.</param>
/// <param name="Swapped">The two have the sides the other way round.</param>
/// <param name="Parts">What the score is made of.</param>
public sealed record ComparedMatch(KnownName With, int Score, bool Swapped, IReadOnlyList<ProposedPart> Parts);

/// <summary>A match that a name was taken from.</summary>
/// <param name="Match">Our id of the match.</param>
/// <param name="Feeds">Feeds that go on with it.</param>
/// <param name="ContinuedAs">Where it goes on, if it is no more: it leaves the boards; otherwise empty.</param>
public sealed record LeftMatch(string Match, IReadOnlyList<string> Feeds, string ContinuedAs);
