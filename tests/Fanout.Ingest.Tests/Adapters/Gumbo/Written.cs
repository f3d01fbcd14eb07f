using System.Globalization;
using System.Text.Json.Nodes;

namespace Fanout.Ingest.Tests.Adapters.Gumbo;

/// <summary>Small game documents, invented for one trap each: the Ants visit the Bees in game 77.</summary>
internal sealed class Written
{
    public const string Bees = "gumbo-style:77";

    private readonly JsonArray _plays = [];
    private readonly JsonArray _innings = [];
    private int _home;
    private int _away;

    private Written(JsonObject json) => Json = json;

    public JsonObject Json { get; }

    public string Text => Json.ToJsonString();

    public static Written Game(int second = 0, string coded = "I", string detailed = "In Progress", int pk = 77)
    {
        var game = new Written(new JsonObject
        {
            ["gamePk"] = pk,
            ["metaData"] = new JsonObject { ["timeStamp"] = Code(second) },
            ["gameData"] = new JsonObject
            {
                ["teams"] = new JsonObject
                {
                    ["away"] = new JsonObject { ["id"] = 1, ["name"] = "Ants", ["abbreviation"] = "ANT" },
                    ["home"] = new JsonObject { ["id"] = 2, ["name"] = "Bees", ["abbreviation"] = "BEE" },
                },
                ["datetime"] = new JsonObject { ["dateTime"] = "2026-04-05T17:05:00Z" },
                ["venue"] = new JsonObject { ["name"] = "The Hive" },
                ["status"] = new JsonObject { ["abstractGameState"] = "Live", ["codedGameState"] = coded, ["detailedState"] = detailed },
            },
            ["liveData"] = new JsonObject(),
        });
        game.Json["liveData"]!["plays"] = new JsonObject { ["allPlays"] = game._plays };
        game.Json["liveData"]!["linescore"] = new JsonObject
        {
            ["currentInning"] = 0,
            ["scheduledInnings"] = 9,
            ["innings"] = game._innings,
            ["teams"] = new JsonObject { ["home"] = new JsonObject { ["runs"] = 0 }, ["away"] = new JsonObject { ["runs"] = 0 } },
        };
        return game;
    }

    public static string Code(int second) => new DateTime(2026, 4, 5, 17, 0, 0).AddSeconds(second).ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);

    /// <summary>A step from one second to another, as a line of a file.</summary>
    public static string Step(int from, int to, string operations) =>
        $$"""{"from_timecode":"{{Code(from)}}","to_timecode":"{{Code(to)}}","diff":[{{operations}}{{(operations.Length > 0 ? "," : "")}}{"op":"replace","path":"/metaData/timeStamp","value":"{{Code(to)}}"}]}""";

    /// <summary>The operation that puts a play at the end.</summary>
    public static string AddPlay(int index, int inning, bool top, int away, int home, string type = "single") =>
        $$"""{"op":"add","path":"/liveData/plays/allPlays/-","value":{{PlayOf(index, inning, top, away, home, type).ToJsonString()}}}""";

    /// <summary>Adds a play; the line score follows.</summary>
    public Written Play(int inning, bool top, int away, int home, string type = "single")
    {
        _plays.Add(PlayOf(_plays.Count, inning, top, away, home, type));
        while (_innings.Count < inning) _innings.Add(new JsonObject { ["num"] = _innings.Count + 1, ["away"] = new JsonObject(), ["home"] = new JsonObject() });
        var side = top ? "away" : "home";
        var had = (int?)_innings[inning - 1]![side]!["runs"] ?? 0;
        _innings[inning - 1]![side]!["runs"] = had + (top ? away - _away : home - _home);
        (_away, _home) = (away, home);
        var line = Json["liveData"]!["linescore"]!;
        line["currentInning"] = inning;
        line["inningState"] = top ? "Top" : "Bottom";
        line["teams"]!["home"]!["runs"] = home;
        line["teams"]!["away"]!["runs"] = away;
        return this;
    }

    public Written With(Action<JsonNode> change)
    {
        change(Json);
        return this;
    }

    private static JsonObject PlayOf(int index, int inning, bool top, int away, int home, string type) => new()
    {
        ["result"] = new JsonObject { ["eventType"] = type, ["awayScore"] = away, ["homeScore"] = home },
        ["about"] = new JsonObject { ["atBatIndex"] = index, ["inning"] = inning, ["isTopInning"] = top, ["isComplete"] = true },
        ["matchup"] = new JsonObject { ["batter"] = new JsonObject { ["id"] = 11, ["fullName"] = top ? "Vi Sitor" : "Ho Me" } },
    };
}
