using System.Globalization;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>What a game is before its first pitch: teams, day, place and rules.</summary>
internal sealed class RetrosheetSetting(RetrosheetGame game, RetrosheetTimes times)
{
    private const int InningsUsual = 9;

    /// <summary>Innings after which a lead decides; seven in the double-headers of some seasons.</summary>
    public int Innings { get; } =
        int.TryParse(game.Info("innings"), NumberStyles.None, CultureInfo.InvariantCulture, out var innings) && innings is > 0 and < InningsUsual
            ? innings
            : InningsUsual;

    /// <summary>The home side has the first turn, as some games of 2020 and after had it that were moved to the visitors' park or a neutral one.</summary>
    public bool HomeBatsFirst { get; } = game.Info("htbf") == "true";

    public Fixture ToFixture()
    {
        var fixture = new Fixture
        {
            Sport = "baseball",
            Home = Team(game.Info("hometeam")),
            Away = Team(game.Info("visteam")),
            Venue = game.Info("site"),
            Format = new Format { RegulationInnings = (uint)Innings },
        };
        if (game.Info("number") is ("1" or "2" or "3") and var number) fixture.Round = $"Game {number}"; // of a double-header
        if (game.Info("gametype") is { Length: > 0 } type) fixture.Competition = new Competition { Id = RetrosheetLineups.IdOf(type), Name = type };
        if (!times.IsKnown) return fixture;
        fixture.Season = times.Start.Year.ToString(CultureInfo.InvariantCulture);
        // The hour is of a zone that is not stated; only the day is sure.
        fixture.Start = times.Start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Day;
        return fixture;
    }

    private static Participant? Team(string code) =>
        code.Length == 0 ? null : new Participant { Id = RetrosheetLineups.IdOf(code), Name = code, ShortName = code };
}
