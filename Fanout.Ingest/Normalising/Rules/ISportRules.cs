namespace Fanout.Ingest.Normalising.Rules;

/// <summary>What a match of one sport cannot be, and what it hardly is (docs/protocol/invariants.md).</summary>
/// <remarks>
/// Impossible is what nobody can have seen: 31 points in a game to 30. What somebody may have failed to see is implausible: a
/// game that stops at 5:0 and another follows. A feed with gaps would otherwise stand still at the first of them.
/// </remarks>
internal interface ISportRules
{
    /// <summary>As in <c>vocabularies/sports.json</c>.</summary>
    string Sport { get; }

    /// <summary>The first thing in a change that cannot be; null when all can. Such an event is put aside whole.</summary>
    Refusal? Impossible(Change change);

    /// <summary>What is odd in a change that is applied all the same, and marked as the feed correcting itself.</summary>
    IEnumerable<Surprise> Implausible(Change change);
}
