using System.Globalization;
using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>What <c>gameData</c> says of a game before its first pitch.</summary>
internal sealed class GumboSetting(JsonNode document, int innings)
{
    private readonly JsonNode? _game = document.At("gameData");

    public Fixture ToFixture()
    {
        var fixture = new Fixture
        {
            Sport = "baseball",
            Home = Team("home"),
            Away = Team("away"),
            Season = _game.Text("game", "season") ?? "",
            Venue = _game.Text("venue", "name") ?? "",
            TimeZone = _game.Text("venue", "timeZone", "id") ?? "",
            Format = new Format { RegulationInnings = (uint)innings },
        };
        if (GumboTimes.OfText(_game.Text("datetime", "dateTime")) is not { } start) return fixture;
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = _game.Flag("status", "startTimeTBD") == true ? StartPrecision.Types.Value.Tbd : StartPrecision.Types.Value.Minute;
        return fixture;
    }

    private Participant? Team(string side)
    {
        var team = _game.At("teams", side);
        var code = team.Text("abbreviation") ?? "";
        var name = team.Text("name") ?? team.Text("teamName") ?? code;
        var id = team.Whole("id")?.ToString(CultureInfo.InvariantCulture) ?? code;
        return name.Length == 0 ? null : new Participant { Id = $"{GumboFormat.FormatName}:{(id.Length == 0 ? name : id)}", Name = name, ShortName = code };
    }
}
