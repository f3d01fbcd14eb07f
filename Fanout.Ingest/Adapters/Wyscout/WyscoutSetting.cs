using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>Where a match takes place and who is in it: the events that come before its first whistle, and names for those after it.</summary>
internal sealed class WyscoutSetting(WyscoutMatch match, WyscoutSurvey names)
{
    public WyscoutMatch Match => match;

    public string MatchId { get; } = WyscoutText.Id(match.Id);

    /// <summary>Whether a team is the home one; <see langword="null"/>: it is not of this match.</summary>
    public bool? IsHome(long teamId)
    {
        if (teamId == 0) return null;
        if (teamId == match.HomeTeam) return true;
        return teamId == match.AwayTeam ? false : null;
    }

    /// <summary>The name of a player; <see langword="null"/> where none is stated.</summary>
    public string? PlayerName(long id) => names.Player(id)?.Name;

    /// <summary>An event of this match, still without content.</summary>
    /// <param name="what">Makes the id unique within the match: a word of ours for what the provider has no event for.</param>
    public ScoreEvent Event(string what, DateTimeOffset at) => new()
    {
        Id = $"{MatchId}:{what}",
        Match = MatchId,
        At = at.ToTimestamp(),
    };

    /// <summary>The fixture, then the line-ups where they are known.</summary>
    public IEnumerable<ScoreEvent> Tell()
    {
        var known = Event("fixture", match.Start);
        known.Fixture = ToFixture();
        yield return known;
        if (match.Listing is not { } listing) yield break;
        foreach (var (side, home) in new[] { (listing.Home, true), (listing.Away, false) })
        {
            if (side.Lineup.Count == 0) continue;
            var lineup = Event($"lineup-{Side.Of(home)}", match.Start);
            lineup.Lineup = ToLineup(side, home);
            yield return lineup;
        }
    }

    private Fixture ToFixture()
    {
        var fixture = new Fixture
        {
            Sport = "football",
            Home = TeamOrUnknown(match.HomeTeam),
            Away = TeamOrUnknown(match.AwayTeam),
            Format = new Format { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 },
        };
        if (match.Listing is not { } listing) return fixture;
        fixture.Competition = names.Competition(listing.CompetitionId);
        fixture.Venue = listing.Venue;
        fixture.Round = listing.Round;
        if (listing.Start is not { } start) return fixture;
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Minute;
        return fixture;
    }

    private Participant? TeamOrUnknown(long id) => id == 0 ? null : names.Team(id).Clone();

    private LineupUpdate ToLineup(WyscoutSide side, bool home)
    {
        var update = new LineupUpdate { Side = Side.Of(home) };
        AddPlayers(side.Lineup, starter: true);
        AddPlayers(side.Bench, starter: false);
        return update;

        void AddPlayers(IEnumerable<long> ids, bool starter)
        {
            foreach (var id in ids)
            {
                if (names.Player(id)?.Clone() is not { } player) continue;
                player.Starter = starter;
                update.Players.Add(player);
            }
        }
    }
}
