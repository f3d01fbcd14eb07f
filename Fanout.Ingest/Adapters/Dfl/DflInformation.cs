using System.Xml.Linq;
using Fanout.Ingest.Adapters.Text;
using Fanout.Ingest.Adapters.Xml;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>A <c>MatchInformation</c> element: the setting of a match, its squads, and its result once it has one.</summary>
internal sealed class DflInformation
{
    private readonly Dictionary<string, string> _players = new(StringComparer.Ordinal);
    private readonly List<LineupUpdate> _lineups = [];

    private DflInformation(string matchId, string home, string away, Fixture fixture)
    {
        (MatchId, Home, Away, Fixture) = (matchId, home, away, fixture);
    }

    public string MatchId { get; }

    /// <summary>The provider's id of the home team.</summary>
    public string Home { get; }

    public string Away { get; }

    public Fixture Fixture { get; }

    public IReadOnlyList<LineupUpdate> Lineups => _lineups;

    public (int Home, int Away)? Result { get; private init; }

    public DateTimeOffset? Start { get; private init; }

    /// <summary>A player's name; <see langword="null"/>: not in the squads.</summary>
    public string? NameOf(string player) => _players.GetValueOrDefault(player);

    /// <summary>Reads an element; otherwise says what is wrong with it.</summary>
    public static DflInformation? TryRead(XElement xml, out string wrong)
    {
        wrong = "";
        if (xml.Child("General") is not { } general || general.AttributeText("MatchId") is not { } id)
        {
            wrong = "match information without a MatchId";
            return null;
        }

        if (general.AttributeText("HomeTeamId") is not { } home || general.AttributeText("GuestTeamId") is not { } away)
        {
            wrong = $"match information of {id} without HomeTeamId and GuestTeamId";
            return null;
        }

        var planned = DflEventReader.TimeOf(general.AttributeText("PlannedKickoffTime")) ?? DflEventReader.TimeOf(general.AttributeText("KickoffTime"));
        var read = new DflInformation(id, home, away, FixtureOf(xml, general, planned))
        {
            Result = DflEventReader.ResultOf(general.AttributeText("Result")),
            Start = DflEventReader.TimeOf(general.AttributeText("KickoffTime")) ?? planned,
        };
        foreach (var team in xml.Descendants("Team")) read.Take(team);
        return read;
    }

    private static Fixture FixtureOf(XElement xml, XElement general, DateTimeOffset? planned)
    {
        var fixture = new Fixture
        {
            Sport = "football",
            Home = TeamOf(general, "Home"),
            Away = TeamOf(general, "Guest"),
            Season = Names.Of(general.AttributeText("Season")),
            Round = Names.Of(general.AttributeText("MatchDay")),
            Venue = Names.Of(xml.Child("Environment")?.AttributeText("StadiumName")),
            Format = new Format { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 },
        };
        if (general.AttributeText("CompetitionId") is { } competition)
            fixture.Competition = new Competition { Id = DflNames.Id(competition), Name = Names.Of(general.AttributeText("CompetitionName")) };
        if (planned is not { } start) return fixture;
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Minute;
        return fixture;
    }

    private static Participant TeamOf(XElement general, string side) => new()
    {
        Id = DflNames.Id(general.AttributeText($"{side}TeamId")!),
        Name = Names.Of(general.AttributeText($"{side}TeamName")),
    };

    private void Take(XElement team)
    {
        var id = team.AttributeText("TeamId");
        if (id != Home && id != Away) return;
        var lineup = new LineupUpdate { Side = Side.Of(id == Home), Formation = Names.Of(team.AttributeText("LineUp")) };
        foreach (var player in team.Descendants("Player"))
        {
            if (player.AttributeText("PersonId") is not { } person) continue;
            var name = NameOf(player) is { Length: > 0 } known ? known : person;
            _players[person] = name;
            lineup.Players.Add(new LineupPlayer
            {
                Id = DflNames.Id(person),
                Name = name,
                Shirt = LenientXml.WholeOf(player.AttributeText("ShirtNumber")) is > 0 and < 1000 and var shirt ? (uint)shirt : 0,
                Position = Names.Of(player.AttributeText("PlayingPosition")),
                Starter = LenientXml.FlagOf(player.AttributeText("Starting")) == true,
                Captain = LenientXml.FlagOf(player.AttributeText("TeamLeader")) == true,
            });
        }

        foreach (var person in team.Descendants().Where(static person => person.Name.LocalName is "Trainer" or "Official"))
        {
            if (person.AttributeText("PersonId") is { } other) _players[other] = NameOf(person);
        }

        // Before the line-ups are out, nobody starts.
        if (lineup.Players.Any(static player => player.Starter)) _lineups.Add(lineup);
    }

    private static string NameOf(XElement person) =>
        Names.Of(person.AttributeText("Shortname") ?? $"{person.AttributeText("FirstName")} {person.AttributeText("LastName")}");
}
