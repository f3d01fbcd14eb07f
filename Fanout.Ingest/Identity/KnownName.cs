using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity;

/// <summary>What a feed calls a match, and why it is taken for that one.</summary>
/// <param name="Sport">The sport.</param>
/// <param name="Feed">The feed.</param>
/// <param name="Id">Its name for the match.</param>
/// <param name="Match">Our id of the match.</param>
/// <param name="How"><c>own</c>, <c>table</c>, <c>stated</c>, <c>same_name</c>, <c>score</c>, <c>confirmed</c> or <c>moved</c>.</param>
/// <param name="Actor">Who said so; empty: the server decided.</param>
/// <param name="Reason">Why, in words of who decided.</param>
/// <param name="Score">Of a decision by score, 0 to 1000; otherwise 0.</param>
/// <param name="Decided">When.</param>
/// <param name="Home">The first side, as the feed names it; may be empty.</param>
/// <param name="Away">The second side.</param>
/// <param name="Start">The start, as the feed has it; null: not known.</param>
/// <param name="Competition">The competition, as the feed names it; may be empty.</param>
/// <param name="Proposals">Matches that it may be of, the most likely first.</param>
/// <param name="Rejected">Matches that it is not of.</param>
public sealed record KnownName(
    string Sport, string Feed, string Id, string Match, string How, string Actor, string Reason, int Score, DateTimeOffset Decided,
    string Home, string Away, DateTimeOffset? Start, string Competition, IReadOnlyList<ProposedMatch> Proposals, IReadOnlyList<string> Rejected)
{
    internal static KnownName Of(string sport, MappedName name) => new(
        sport, name.Feed, name.Id, name.Match, IdentityMetrics.WordOf(name.How), name.Actor, name.Reason, (int)name.Score, At(name.DecidedMs),
        name.Facts?.Home.Name ?? "", name.Facts?.Away.Name ?? "",
        name.Facts is { HasStartMs: true } facts ? At(facts.StartMs) : null, name.Facts?.Competition ?? "",
        [.. name.Proposals.Select(static one => ProposedMatch.Of(one))], [.. name.Rejected]);

    internal static DateTimeOffset At(double ms) => DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
}

/// <summary>A match that a name may be of.</summary>
/// <param name="Match">Our id of the match.</param>
/// <param name="Score">0 to 1000.</param>
/// <param name="Swapped">The two feeds have the sides the other way round: it cannot be confirmed as it is.</param>
/// <param name="Proposed">When it was first proposed with this score.</param>
/// <param name="Parts">What the score is made of.</param>
public sealed record ProposedMatch(string Match, int Score, bool Swapped, DateTimeOffset Proposed, IReadOnlyList<ProposedPart> Parts)
{
    internal static ProposedMatch Of(MappingProposal proposal) => new(
        proposal.Match, (int)proposal.Score, proposal.Swapped, KnownName.At(proposal.ProposedMs),
        ProposedPart.Of(proposal.Parts));
}

/// <summary>A part of a score.</summary>
/// <param name="Name"><c>home</c>, <c>away</c>, <c>start</c> or <c>competition</c>.</param>
/// <param name="Points">Points.</param>
/// <param name="Max">Points that it may have.</param>
/// <param name="Why">What was compared, for people.</param>
public sealed record ProposedPart(string Name, int Points, int Max, string Why)
{
    internal static IReadOnlyList<ProposedPart> Of(IEnumerable<ScorePart> parts) =>
        [.. parts.Select(static part => new ProposedPart(part.Name, (int)part.Points, (int)part.Max, part.Why))];
}
