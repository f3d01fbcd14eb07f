using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// The setting of a match. The first fixture makes the match known, later ones update what they state.
/// </summary>
internal static class FixtureRule
{
    public static Refusal? Apply(Proposal proposal, Fixture fixture)
    {
        if (Name(proposal, fixture) is { } refusal) return refusal;
        Describe(proposal, fixture);
        Schedule(proposal, fixture);
        Seat(proposal, fixture);
        if (fixture.Tie is not null && proposal.Takes("score.tie", fixture.Tie)) proposal.Score.Tie = fixture.Tie;
        if (fixture.Aggregate is not null && proposal.Takes("score.aggregate", fixture.Aggregate))
            proposal.Score.Aggregate = fixture.Aggregate;
        return AddAliases(proposal, fixture);
    }

    private static Refusal? Name(Proposal proposal, Fixture fixture)
    {
        var known = proposal.Head.Sport;
        if (!proposal.Work.IsKnown)
        {
            if (fixture.Sport.Length == 0)
                return Refusal.Impossible("fixture.sport", "missing, and the match is not known yet");
            proposal.Delta.Id = proposal.Work.Id;
            // unless the event says something else, see StatusRule
            proposal.Delta.Status = Status.Types.Value.Scheduled;
        }
        if (fixture.Sport.Length == 0 || fixture.Sport == known) return null;
        if (known.Length > 0)
        {
            return new Refusal(
                QuarantineReason.SportChanged, "fixture.sport", $"\"{fixture.Sport}\", but the match is of {known}");
        }
        UnknownWords.MarkSport(proposal, fixture.Sport);
        proposal.Delta.Sport = fixture.Sport;
        return null;
    }

    private static void Describe(Proposal proposal, Fixture fixture)
    {
        var delta = proposal.Delta;
        if (fixture.Competition is not null && proposal.Takes("competition", fixture.Competition))
            delta.Competition = fixture.Competition;
        if (fixture.Season.Length > 0 && proposal.Takes("season", fixture.Season)) delta.Season = fixture.Season;
        if (fixture.Round.Length > 0 && proposal.Takes("round", fixture.Round)) delta.Round = fixture.Round;
        if (fixture.Venue.Length > 0 && proposal.Takes("venue", fixture.Venue)) delta.Venue = fixture.Venue;
        if (fixture.TimeZone.Length > 0 && proposal.Takes("timeZone", fixture.TimeZone))
            delta.TimeZone = fixture.TimeZone;
        if (fixture.Format is not null && proposal.Takes("format", fixture.Format)) delta.Format = fixture.Format;
    }

    private static void Schedule(Proposal proposal, Fixture fixture)
    {
        var delta = proposal.Delta;
        var precision = fixture.StartPrecision;
        if (precision != StartPrecision.Types.Value.Unspecified && proposal.Takes("startPrecision", precision))
            delta.StartPrecision = precision;
        if (fixture.Start is null || !proposal.Takes("start", fixture.Start)) return;
        delta.Start = Instants.MsOf(fixture.Start);
        var head = proposal.Head;
        if (head.HasStart && !head.HasOriginalStart && head.Start != delta.Start) delta.OriginalStart = head.Start;
    }

    private static void Seat(Proposal proposal, Fixture fixture)
    {
        var takesHome = fixture.Home is not null && proposal.Takes("participants[0]", fixture.Home);
        var takesAway = fixture.Away is not null && proposal.Takes("participants[1]", fixture.Away);
        if (!takesHome && !takesAway) return;
        var now = proposal.Head.Participants;
        var home = takesHome ? fixture.Home! : now.ElementAtOrDefault(0);
        var away = takesAway ? fixture.Away! : now.ElementAtOrDefault(1);
        var tail = new ParticipantTail();
        // the second is named before the first: an empty seat keeps its place
        tail.Items.Add(home ?? new Participant());
        if (away is not null) tail.Items.Add(away);
        proposal.Delta.Participants = tail;
    }

    private static Refusal? AddAliases(Proposal proposal, Fixture fixture)
    {
        foreach (var alias in fixture.Ids)
        {
            if (!proposal.Work.Aliases.Contains(alias) && !proposal.Writer.Aliases.Contains(alias))
                proposal.Writer.Aliases.Add(alias);
        }
        var count = proposal.Work.Aliases.Count + proposal.Writer.Aliases.Count;
        return count <= NormaliserLimits.AliasCountMax
            ? null
            : Refusal.Limit("fixture.ids", $"{count} names of the match exceed {NormaliserLimits.AliasCountMax}");
    }
}
