using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Identity.Tables;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>Says what a decision would do to names and matches. Touches nothing.</summary>
internal static class PreviewRule
{
    /// <param name="book">What is known; without what is known of teams.</param>
    /// <param name="table">The operator's.</param>
    /// <param name="sport">Its sport.</param>
    /// <param name="before">The name that is decided on, of the book.</param>
    /// <param name="request">A decision.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static MappingResult Of(
        MappingBook book, MappingTable table, string sport, MappedName before, MappingRequest request, double nowMs)
    {
        var answer = DecisionRule.Decide(book, table, request, nowMs);
        var match = DecisionRule.Meant(book, request.Confirm ?? request.Reject ?? request.Move);
        var after = answer.Name ?? before;
        var moved = (answer.Note?.Names ?? []).Where(now => book.Find(now.Feed, now.Id)?.Match != now.Match).ToList();
        return MappingResult.Of(sport, answer) with
        {
            Change = new MappingChange(
                request.RequestCase.ToString().ToLowerInvariant(), DryRun: true, Effect.Of(book, answer.Note), match,
                KnownName.Of(sport, before), KnownName.Of(sport, after),
                [.. moved.Where(now => now.Feed != before.Feed || now.Id != before.Id).Select(now => KnownName.Of(sport, now))],
                Compare(book, sport, before, match == before.Id ? before.Match : match),
                moved.Count == 0 ? null : LeftOf(book, before.Match, moved)),
        };
    }

    /// <summary>With the fixture of the match that is most like it; as it was proposed, if it was.</summary>
    private static ComparedMatch? Compare(MappingBook book, string sport, MappedName name, string match)
    {
        if (name.Facts is null) return null;
        var times = SportTimes.Of(sport);
        var fixture = new ParsedFixture(name.Facts, times.IsTeam);
        var best = book.NamesOf(match)
            .Where(other => other.Facts is not null && (other.Feed != name.Feed || other.Id != name.Id))
            .Select(other => (Name: other, Score: FixtureScore.Of(fixture, new ParsedFixture(other.Facts, times.IsTeam), times)))
            .OrderByDescending(static one => one.Score.Total)
            .FirstOrDefault();
        if (best.Name is null) return null;
        var with = KnownName.Of(sport, best.Name);
        return name.Proposals.FirstOrDefault(one => one.Match == match) is { } proposal
            ? new ComparedMatch(with, (int)proposal.Score, proposal.Swapped, ProposedPart.Of(proposal.Parts))
            : new ComparedMatch(with, best.Score.Total, best.Score.Swapped, ProposedPart.Of(best.Score.Parts));
    }

    private static LeftMatch LeftOf(MappingBook book, string match, List<MappedName> moved)
    {
        var stay = book.NamesOf(match).Where(name => !moved.Exists(now => now.Feed == name.Feed && now.Id == name.Id))
            .Select(static name => name.Feed)
            .ToList();
        var goesOn = stay.Count > 0 || book.Called(match) is not [var called, ..]
            ? ""
            : moved.Find(now => now.Feed == called.Feed && now.Id == called.Id)?.Match ?? called.Match;
        return new LeftMatch(match, stay, goesOn);
    }
}
