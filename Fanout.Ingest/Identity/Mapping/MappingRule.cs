using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>
/// Decides what a name stands for when a feed states its fixture. Touches nothing: the note says what was decided, and is
/// all that counts afterwards.
/// </summary>
/// <param name="thresholds">What scores lead to.</param>
internal sealed class MappingRule(Thresholds thresholds)
{
    /// <param name="book">What is decided so far.</param>
    /// <param name="index">Finds in it.</param>
    /// <param name="sport">The sport of the book.</param>
    /// <param name="claim">What the feed states.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public MappingAnswer Claim(MappingBook book, MappingIndex index, string sport, MappingClaim claim, double nowMs)
    {
        var before = book.Find(claim.Feed, claim.Id);
        var facts = before?.Facts is { } newest && claim.AtMs < newest.AtMs
            ? newest // overtaken, or only asked about
            : FactsOf.Read(claim.Fixture ?? new(), claim.AtMs, before?.Facts) ?? before?.Facts;
        if (before is null && facts is null && claim.Table.Length == 0 && claim.Stated.Length == 0)
            return Answer(null, null); // it does not name both sides yet
        var name = before?.Clone() ?? new MappedName { Feed = claim.Feed, Id = claim.Id };
        (name.Facts, name.NotedMs) = (facts, nowMs);
        var note = new MappingNote { Revision = book.Revision + 1, Names = { name } };
        Decide(book, index, sport, claim, name, before, note, nowMs);
        if (before is not null && IsSame(before, name, nowMs) && note is { Names.Count: 1, Teams.Count: 0 }) return Answer(before, null);
        foreach (var changed in note.Names) changed.Revision = note.Revision;
        Expiry.Add(book, note, nowMs);
        return Answer(name, note);
    }

    private void Decide(
        MappingBook book, MappingIndex index, string sport, MappingClaim claim, MappedName name, MappedName? before, MappingNote note, double nowMs)
    {
        if (claim.Table.Length > 0)
        {
            if (name.Match != claim.Table || name.How != MappedName.Types.How.Table) Set(name, claim.Table, MappedName.Types.How.Table, nowMs);
        }
        else if (before is { How: not MappedName.Types.How.Own })
        {
            return;
        }
        else if (claim.Stated.Length > 0)
        {
            Set(name, claim.Stated, MappedName.Types.How.Stated, nowMs);
        }
        else if (before is null && book.Called(claim.Id) is [var called, ..])
        {
            Set(name, called.Match, MappedName.Types.How.SameName, nowMs);
            return;
        }
        else
        {
            if (before is null) Set(name, claim.Id, MappedName.Types.How.Own, nowMs);
            if (name.Facts is not null && !name.Facts.Equals(before?.Facts)) Look(book, index, sport, claim, name, before, note, nowMs);
            return;
        }
        if (name.Match != before?.Match) Learn(book, note, name);
    }

    /// <summary>Looks for a match that the fixture may be of.</summary>
    private void Look(
        MappingBook book, MappingIndex index, string sport, MappingClaim claim, MappedName name, MappedName? before, MappingNote note, double nowMs)
    {
        if (name.Match != name.Id || book.NamesOf(name.Id).Any(other => other.Feed != name.Feed)) return; // others are taken for it already
        var choice = Choice.Of(Candidates(book, index, sport, name), thresholds);
        var isOurs = !name.Id.Contains(':', StringComparison.Ordinal);
        if (choice.Best is { } best && before is null && !claim.IsKnown && !isOurs)
        {
            Set(name, best.Match, MappedName.Types.How.Score, nowMs);
            name.Score = (uint)best.Score.Total;
            name.Reason = Why(best.Score.Parts);
            name.Proposals.Clear();
            Learn(book, note, name);
            return;
        }
        List<(string Match, PairScore Score)> proposed = choice.Best is { } sure ? [sure] : [.. choice.Proposed];
        if (isOurs) ProposeFor(book, note, name.Id, proposed, nowMs);
        else Replace(name, proposed.Select(one => Proposal(one.Match, one.Score, nowMs)));
    }

    /// <summary>Each match that a name may be of, with the best score that any of its names gives.</summary>
    private static IEnumerable<(string Match, PairScore Score)> Candidates(MappingBook book, MappingIndex index, string sport, MappedName name)
    {
        var times = SportTimes.Of(sport);
        var fixture = index.Parse(name.Facts);
        var best = new Dictionary<string, PairScore>(StringComparer.Ordinal);
        foreach (var (other, itsFixture) in index.Near(book, name.Feed, fixture))
        {
            if (other.Match == name.Match || !MayBe(book, name, other.Match)) continue;
            var score = FixtureScore.Of(
                fixture, itsFixture, times, (mine, its) => TeamLinks.AreOne(book, name.Feed, mine, other.Feed, its));
            if (!best.TryGetValue(other.Match, out var known) || score.Total > known.Total) best[other.Match] = score;
        }
        return best.Select(static pair => (pair.Key, pair.Value));
    }

    /// <summary>Not two names of one feed, nor of one provider, nor what somebody said it is not.</summary>
    private static bool MayBe(MappingBook book, MappedName name, string match) => book.NamesOf(match).All(other =>
        other.Feed != name.Feed && !IsOneProvider(other.Id, name.Id)
        && !name.Rejected.Contains(match) && !other.Rejected.Contains(name.Match));

    private static bool IsOneProvider(string one, string other)
    {
        var end = one.IndexOf(':', StringComparison.Ordinal);
        return end > 0 && other.StartsWith(one[..(end + 1)], StringComparison.Ordinal);
    }

    /// <summary>An id of ours is nobody else's match: the others are proposed to be of it.</summary>
    private static void ProposeFor(
        MappingBook book, MappingNote note, string match, IEnumerable<(string Match, PairScore Score)> proposed, double nowMs)
    {
        foreach (var (theirs, score) in proposed)
        {
            var own = book.Called(theirs).FirstOrDefault(static name => name.Match == name.Id);
            if (own is null || !theirs.Contains(':', StringComparison.Ordinal)) continue;
            var name = own.Clone();
            Replace(name, name.Proposals.Where(one => one.Match != match).Append(Proposal(match, score, nowMs)));
            note.Names.Add(name);
        }
    }

    private static void Replace(MappedName name, IEnumerable<MappingProposal> proposals)
    {
        var open = proposals.OrderByDescending(static one => one.Score).ThenBy(static one => one.Match, StringComparer.Ordinal).ToList();
        foreach (var (index, proposal) in open.Index())
        {
            if (name.Proposals.FirstOrDefault(one => one.Match == proposal.Match && one.Score == proposal.Score) is { } same) open[index] = same;
        }
        name.Proposals.Clear();
        name.Proposals.AddRange(open);
    }

    private static MappingProposal Proposal(string match, PairScore score, double nowMs) => new()
    {
        Match = match,
        Score = (uint)score.Total,
        Swapped = score.Swapped,
        Parts = { score.Parts },
        ProposedMs = nowMs,
    };

    public static void Set(MappedName name, string match, MappedName.Types.How how, double nowMs)
    {
        (name.Match, name.How, name.DecidedMs) = (match, how, nowMs);
        (name.Actor, name.Reason, name.Score) = ("", "", 0);
        if (match != name.Id) name.Proposals.Clear();
    }

    /// <summary>Learns the teams from the match's other names.</summary>
    public static void Learn(MappingBook book, MappingNote note, MappedName name)
    {
        var other = book.NamesOf(name.Match).Where(other => other.Feed != name.Feed && other.Facts is not null)
            .OrderBy(static other => other.Feed, StringComparer.Ordinal).FirstOrDefault();
        if (other is not null) TeamLinks.Learn(book, note, name, other);
    }

    public static string Why(IEnumerable<ScorePart> parts) => string.Join("; ", parts.Select(static part =>
        $"{part.Name} {part.Points}/{part.Max} ({part.Why})"));

    /// <summary>That a feed says the same again is noted once a day, so that it is known to be in use.</summary>
    private static bool IsSame(MappedName before, MappedName now, double nowMs)
    {
        var (old, fresh) = (before.Clone(), now.Clone());
        (old.NotedMs, fresh.NotedMs) = (0, 0);
        if (old.Facts is not null) old.Facts.AtMs = 0;
        if (fresh.Facts is not null) fresh.Facts.AtMs = 0;
        return old.Equals(fresh) && nowMs - before.NotedMs < TimeSpan.FromDays(1).TotalMilliseconds;
    }

    private static MappingAnswer Answer(MappedName? name, MappingNote? note) =>
        new() { Code = MappingAnswer.Types.Code.Done, Name = name, Note = note };
}
